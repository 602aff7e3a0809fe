import { describe, expect, it } from 'vitest'
import { planStack } from './plan-stack.ts'
import { printPlan } from './print-plan.ts'
import type { MigrationFacts, ObservedStack, WantedStack } from './stack.ts'
import { demo, nothing } from './testing/fixture.ts'
import { simulate } from './testing/simulate.ts'

const facts: MigrationFacts = { changed: undefined, dependenciesChanged: false, snapshot: false, hold: false }

/** The demo stack whose nginx can hold requests. */
function holding(change: Parameters<typeof demo>[0], migrations: Partial<MigrationFacts> = {}): WantedStack {
  const wanted = demo(change)
  for (const set of wanted.rendered.configuration) {
    if (set.placement.kind !== 'live') continue
    set.placement.hold = { file: 'maintenance.conf', content: 'held' }
    set.files.push({ path: 'maintenance.conf', content: 'not held', mode: 0o644 })
  }
  return { ...wanted, migrations: { ...facts, ...migrations } }
}

const served = (wanted: WantedStack, from: ObservedStack = nothing): ObservedStack =>
  simulate(from, wanted, planStack(from, wanted))
const marks = (observed: ObservedStack, wanted: WantedStack) => planStack(observed, wanted).marks
const next = { image: 'fun-platform/openedx-production:bb', migrations: 'migrations2' }

describe('a plan that migrates', () => {
  it('names new and changed files, changed packages, the baseline and the snapshot, once', () => {
    const changed = ['lms/a/migrations/0002_b.py']
    const all = { changed, dependenciesChanged: true, baseline: 'starts from it', snapshot: true }
    expect(marks(served(holding({})), holding(next, all))).toEqual([
      {
        kind: 'migration',
        resource: 'job migrate',
        reason:
          'Migrate the LMS database: inputs changed migrations1 → migrations2; starts from it; Python dependencies changed; ' +
          'new or changed: lms/a/migrations/0002_b.py; a snapshot of the database is kept before',
        paths: changed,
      },
    ])
  })

  it('names a dozen files and counts the rest', () => {
    const changed = Array.from({ length: 30 }, (_, index) => `app/migrations/${index}.py`)
    const [mark] = marks(served(holding({})), holding(next, { changed }))
    expect(mark?.reason).toMatch(/app\/migrations\/11\.py and 18 more$/)
    expect(mark?.paths).toHaveLength(12)
  })

  it('holds requests from before the migration until the switch, and says that this is downtime', () => {
    const wanted = holding(next, { hold: true })
    const before = served(holding({}))
    const plan = planStack(before, wanted)
    expect(printPlan(plan)).toMatchInlineSnapshot(`
      "[] -> #1 configuration nginx, hold requests with a maintenance page, asked for: the migrations do not run beside the old code
      [1] -> #2 job migrate, run, inputs changed migrations1 → migrations2
      [2] -> #3 container demo-cms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [3] -> #4 container demo-cms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [4] -> #5 container demo-cms-2, wait until healthy, started by this plan
      [2] -> #6 container demo-lms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [6] -> #7 container demo-lms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [7] -> #8 container demo-lms-2, wait until serving, started by this plan
      [2,5,8] -> #9 configuration nginx, write with routes cms=demo-cms-2 lms=demo-lms-2, requests go on
      [2,5,8,9] -> #10 container demo-lms-worker-2, create, image changed fun-platform/openedx-production:aa → :bb
      [10] -> #11 container demo-lms-worker-2, start, image changed fun-platform/openedx-production:aa → :bb
      [11] -> #12 container demo-lms-worker-2, wait until healthy, started by this plan
      [5,8,9] -> #13 project demo, drain 2 s, requests in flight end before their container does
      [12,13] -> #14 container demo-lms-1, stop within 10 s, another container carries the service
      [14] -> #15 container demo-lms-1, remove, another container carries the service
      [12,13] -> #16 container demo-cms-1, stop within 10 s, another container carries the service
      [16] -> #17 container demo-cms-1, remove, another container carries the service
      [12,13] -> #18 container demo-lms-worker-1, stop within 90 s, another container carries the service
      [18] -> #19 container demo-lms-worker-1, remove, another container carries the service
      ! downtime configuration nginx: requests are answered with a maintenance page (503) from before the migrations until the new code serves
      ! migration job migrate: Migrate the LMS database: inputs changed migrations1 → migrations2"
    `)
    expect(simulate(before, wanted, plan).live.nginx?.held).toBeFalsy()
  })

  it('lets requests through also when nothing but the migration runs', () => {
    const wanted = holding({ migrations: 'migrations2' }, { hold: true })
    const plan = planStack(served(holding({})), wanted)
    expect(plan.actions.map((action) => action.kind)).toEqual(['hold-requests', 'run-job', 'write-configuration'])
  })

  it('lets requests through that a killed worker had left held, whatever else there is to do', () => {
    const before = served(holding({}))
    const held = structuredClone(before)
    for (const live of Object.values(held.live)) live.held = true
    expect(planStack(held, holding({})).actions).toMatchObject([
      { kind: 'write-configuration', cause: 'requests go on' },
    ])
    expect(planStack(served(holding({}), held), holding({})).actions).toEqual([])
  })

  it('holds nothing on a first start, without a migration, or unless asked', () => {
    const kinds = (observed: ObservedStack, wanted: WantedStack) =>
      planStack(observed, wanted).actions.map((action) => action.kind)
    expect(kinds(nothing, holding({}, { hold: true }))).not.toContain('hold-requests')
    expect(kinds(served(holding({})), holding({ image: next.image }, { hold: true }))).not.toContain('hold-requests')
    expect(kinds(served(holding({})), holding(next))).not.toContain('hold-requests')
  })

  it('says so when nginx was configured before it could hold requests', () => {
    const plan = planStack(served(demo()), holding({ ...next, nginx: 'nginx2' }, { hold: true }))
    expect(plan.actions.map((action) => action.kind)).not.toContain('hold-requests')
    expect(plan.marks.map((mark) => mark.reason).join()).toContain('requests are not held this time')
  })
})

it('traffic is not switched before every job of the plan has succeeded', () => {
  const wanted = demo(next)
  wanted.rendered.jobs = wanted.rendered.jobs.map((job) => ({ ...job, gates: ['nginx'] }))
  const { actions } = planStack(served(demo()), wanted)
  const job = actions.find((action) => action.kind === 'run-job')
  const toSwitch = actions.find((action) => action.kind === 'switch-routes')
  expect(toSwitch?.after).toContain(job?.id)
  const created = actions.find((action) => action.kind === 'create-container' && action.service === 'lms')
  expect(created?.after).not.toContain(job?.id)
})
