import { expect, it } from 'vitest'
import { memoryMark, runsTwice } from './memory-guard.ts'
import { planStack } from './plan-stack.ts'
import type { ObservedStack, WantedStack } from './stack.ts'
import { demo, nothing } from './testing/fixture.ts'
import { simulate } from './testing/simulate.ts'

const megabyte = 1024 ** 2
const first = demo()
const served: ObservedStack = simulate(nothing, first, planStack(nothing, first))
const next: WantedStack = demo({ image: 'fun-platform/openedx-production:bb' })
const usedBytes = Object.fromEntries(served.containers.map((container) => [container.id, 400 * megabyte]))

it('counts the containers that run beside their successors, and no others', () => {
  expect(runsTwice(planStack(served, next)).map(({ service }) => service)).toEqual(['lms', 'cms', 'lms-worker'])
  expect(runsTwice(planStack(served, { ...next, rollout: 'stop-first' }))).toEqual([])
  expect(runsTwice(planStack(served, demo({ mysqlImage: 'mysql:9' })))).toEqual([])
  expect(runsTwice(planStack(nothing, first))).toEqual([])
})

it('marks a plan whose second generation does not fit, with the numbers and the way out', () => {
  const plan = planStack(served, next)
  expect(memoryMark(plan, { availableBytes: 1200 * megabyte, usedBytes })).toEqual({
    kind: 'memory',
    resource: 'project demo',
    reason:
      'lms, cms, lms-worker beside their successors need 1200 MB more and 128 MB in reserve, 1200 MB are available; "rollout": "stop-first" needs less, with downtime',
  })
  expect(memoryMark(plan, { availableBytes: 1328 * megabyte, usedBytes })).toBeUndefined()
})

it('does not mark a plan that starts nothing beside what runs', () => {
  const stopFirst = planStack(served, { ...next, rollout: 'stop-first' })
  expect(memoryMark(stopFirst, { availableBytes: 1, usedBytes })).toBeUndefined()
  expect(memoryMark(planStack(served, first), { availableBytes: 1, usedBytes })).toBeUndefined()
})
