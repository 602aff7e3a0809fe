import { renderEnvironment } from '@fun/compose-model/render-environment'
import { sampleInput } from '@fun/compose-model/sample-input'
import { describe, expect, it } from 'vitest'
import type { ActionKind } from './plan.ts'
import { planStack } from './plan-stack.ts'
import { printPlan } from './print-plan.ts'
import type { ObservedContainer, ObservedStack, WantedStack } from './stack.ts'
import { demo, nothing } from './testing/fixture.ts'
import { simulate } from './testing/simulate.ts'

const served = (wanted: WantedStack, from: ObservedStack = nothing): ObservedStack =>
  simulate(from, wanted, planStack(from, wanted))
const planned = (observed: ObservedStack, wanted: WantedStack): string => printPlan(planStack(observed, wanted))
const withContainer = (stack: ObservedStack, name: string, change: Partial<ObservedContainer>): ObservedStack => ({
  ...stack,
  containers: stack.containers.map((container) => (container.name === name ? { ...container, ...change } : container)),
})

describe('a plan', () => {
  it('makes everything of a new stack in the order of its dependencies', () => {
    expect(planned(nothing, demo())).toMatchInlineSnapshot(`
      "[] -> #1 network demo_default, create, not found
      [] -> #2 volume demo_configuration-nginx, create, not found
      [] -> #3 volume demo_configuration-openedx-settings1, create, not found
      [3] -> #4 configuration openedx, write, its volume is new
      [] -> #5 volume demo_mysql, create, not found
      [1,5] -> #6 container demo-mysql-1, create, not found
      [6] -> #7 container demo-mysql-1, start, not found
      [7] -> #8 container demo-mysql-1, wait until healthy, started by this plan
      [1,4,8] -> #9 job migrate, run, never run
      [1,4,8,9] -> #10 container demo-cms-1, create, not found
      [10] -> #11 container demo-cms-1, start, not found
      [11] -> #12 container demo-cms-1, wait until healthy, started by this plan
      [1,4,8,9] -> #13 container demo-lms-1, create, not found
      [13] -> #14 container demo-lms-1, start, not found
      [14] -> #15 container demo-lms-1, wait until serving, started by this plan
      [2,12,15] -> #16 configuration nginx, write with routes cms=demo-cms-1 lms=demo-lms-1, not found
      [1,2,14,16] -> #17 container demo-nginx-1, create, not found
      [17] -> #18 container demo-nginx-1, start, not found
      [18] -> #19 container demo-nginx-1, wait until healthy, started by this plan
      [1,4,8,9,12,15,19] -> #20 container demo-lms-worker-1, create, not found
      [20] -> #21 container demo-lms-worker-1, start, not found
      [21] -> #22 container demo-lms-worker-1, wait until healthy, started by this plan
      ! migration job migrate: Migrate the LMS database: never run"
    `)
  })

  it('is empty when nothing changed', () => {
    const plan = planStack(served(demo()), demo())
    expect(plan.actions).toEqual([])
    expect(plan.marks).toEqual([])
  })

  it('is empty while a worker that just started has not been found healthy yet', () => {
    const starting = withContainer(served(demo()), 'demo-lms-worker-1', { health: 'starting' })
    expect(planStack(starting, demo()).actions).toEqual([])
  })

  it('names itself the same for the same input, and otherwise for another stack', () => {
    expect(planStack(nothing, demo()).hash).toBe(planStack(nothing, demo()).hash)
    expect(planStack(nothing, demo()).hash).not.toBe(planStack(nothing, demo({ secretVersion: 2 })).hash)
  })

  it('starts new code beside the old, switches LMS and CMS together, drains, then ends the old', () => {
    expect(planned(served(demo()), demo({ image: 'fun-platform/openedx-production:bb' }))).toMatchInlineSnapshot(`
      "[] -> #1 container demo-cms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [1] -> #2 container demo-cms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [2] -> #3 container demo-cms-2, wait until healthy, started by this plan
      [] -> #4 container demo-lms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [4] -> #5 container demo-lms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [5] -> #6 container demo-lms-2, wait until serving, started by this plan
      [3,6] -> #7 configuration nginx, switch to cms=demo-cms-2 lms=demo-lms-2, routes of cms, lms changed
      [3,6,7] -> #8 container demo-lms-worker-2, create, image changed fun-platform/openedx-production:aa → :bb
      [8] -> #9 container demo-lms-worker-2, start, image changed fun-platform/openedx-production:aa → :bb
      [9] -> #10 container demo-lms-worker-2, wait until healthy, started by this plan
      [3,6,7] -> #11 project demo, drain 2 s, requests in flight end before their container does
      [10,11] -> #12 container demo-lms-1, stop within 10 s, another container carries the service
      [12] -> #13 container demo-lms-1, remove, another container carries the service
      [10,11] -> #14 container demo-cms-1, stop within 10 s, another container carries the service
      [14] -> #15 container demo-cms-1, remove, another container carries the service
      [10,11] -> #16 container demo-lms-worker-1, stop within 90 s, another container carries the service
      [16] -> #17 container demo-lms-worker-1, remove, another container carries the service"
    `)
  })

  it.each(['start-first', 'stop-first'] as const)(
    'goes on where a killed worker stopped, at every action, %s',
    (rollout) => {
      const before = served(demo())
      const changed = { image: 'fun-platform/openedx-production:bb', migrations: 'migrations2', settings: 'settings2' }
      const wanted: WantedStack = { ...demo(changed), rollout }
      for (const [start, count] of [nothing, before].flatMap((stack) =>
        planStack(stack, wanted).actions.map((_action, index) => [stack, index] as const),
      )) {
        const interrupted = simulate(start, wanted, planStack(start, wanted), count)
        const resumed = served(wanted, interrupted)
        expect(planned(resumed, wanted)).toBe('')
        expect(resumed.containers.map((container) => container.service).sort()).toEqual([
          'cms',
          'lms',
          'lms-worker',
          'mysql',
          'nginx',
        ])
      }
    },
  )
})

describe('an attempt that goes on where one was cut', () => {
  const wanted = (rollout: 'start-first' | 'stop-first'): WantedStack => ({
    ...demo({ image: 'fun-platform/openedx-production:bb' }),
    rollout,
  })
  const cut = (rollout: 'start-first' | 'stop-first', kind: ActionKind): ObservedStack => {
    const before = served(demo())
    const plan = planStack(before, wanted(rollout))
    return simulate(before, wanted(rollout), plan, plan.actions.findLastIndex((action) => action.kind === kind) + 1)
  }
  const half = (rollout: 'start-first' | 'stop-first', kind: ActionKind): string[] =>
    planStack(cut(rollout, kind), wanted(rollout)).resumed.successions.map(
      ({ containerName, runs, predecessor, traffic }) =>
        `${containerName}${runs ? '' : ' (stopped)'} beside ${predecessor.containerName}${predecessor.runs ? '' : ' (stopped)'}, traffic: ${traffic}`,
    )

  it('knows what stands beside what served before, and where requests go', () => {
    expect(half('start-first', 'switch-routes')).toEqual([
      'demo-lms-2 beside demo-lms-1, traffic: successor',
      'demo-cms-2 beside demo-cms-1, traffic: successor',
    ])
    expect(half('start-first', 'start-container')).toEqual([
      'demo-lms-2 beside demo-lms-1, traffic: successor',
      'demo-cms-2 beside demo-cms-1, traffic: successor',
      'demo-lms-worker-2 beside demo-lms-worker-1, traffic: none',
    ])
    expect(half('stop-first', 'stop-container')).toEqual([
      'demo-lms-2 beside demo-lms-1 (stopped), traffic: successor',
      'demo-cms-2 beside demo-cms-1 (stopped), traffic: successor',
      'demo-lms-worker-2 (stopped) beside demo-lms-worker-1 (stopped), traffic: none',
    ])
    expect(half('start-first', 'remove-container')).toEqual([])
  })

  it('knows the routes of before, until traffic was switched and afterwards', () => {
    const before = { nginx: { cms: 'demo-cms-1', lms: 'demo-lms-1' } }
    const stack = served(demo())
    const ready = simulate(stack, wanted('start-first'), planStack(stack, wanted('start-first')), 6)
    const { resumed } = planStack(ready, wanted('start-first'))
    expect(resumed.successions.map(({ traffic }) => traffic)).toEqual(['predecessor', 'predecessor'])
    expect(resumed.routesBefore).toEqual(before)
    expect(planStack(cut('start-first', 'switch-routes'), wanted('start-first')).resumed.routesBefore).toEqual(before)
  })

  it('sees every container stay ready before it ends what that one stands beside', () => {
    const { actions } = planStack(cut('start-first', 'start-container'), wanted('start-first'))
    const waits = actions.filter((action) => action.kind === 'wait-ready')
    expect(waits.map((action) => action.service).sort()).toEqual(['cms', 'lms', 'lms-worker'])
    for (const stop of actions.filter((action) => action.kind === 'stop-container'))
      expect(stop.after).toEqual(expect.arrayContaining(waits.map((wait) => wait.id)))
  })

  it('has nothing to undo when it starts from one generation', () => {
    const none = { successions: [], routesBefore: {} }
    expect(planStack(nothing, demo()).resumed).toEqual(none)
    expect(planStack(served(demo()), wanted('stop-first')).resumed).toEqual(none)
  })
})

describe('a service', () => {
  it('that publishes a port is stopped before its successor starts, and the plan says so', () => {
    const wanted = demo()
    const nginx = wanted.rendered.project.services.nginx
    if (nginx !== undefined) nginx.environment = { A: '1' }
    expect(planned(served(demo()), wanted)).toMatchInlineSnapshot(`
      "[] -> #1 container demo-nginx-1, stop within 10 s, configuration changed: environment none → {"A":"1"}
      [1] -> #2 container demo-nginx-1, remove, configuration changed: environment none → {"A":"1"}
      [2] -> #3 container demo-nginx-1, create, configuration changed: environment none → {"A":"1"}
      [3] -> #4 container demo-nginx-1, start, configuration changed: environment none → {"A":"1"}
      [4] -> #5 container demo-nginx-1, wait until healthy, started by this plan
      ! downtime container demo-nginx-1: it is stopped before its successor starts (configuration changed: environment none → {"A":"1"})"
    `)
  })

  it('has every attribute that changed where its container is made, and secrets only by name and version', () => {
    const wanted = demo({ environment: { A: '1', B: '2', C: '3', D: '4' }, secretVersion: 2 })
    const lines = planned(served(demo({ environment: { A: '0' } })), wanted).split('\n')
    const line = (verb: string) => lines.find((each) => each.includes(`container demo-lms-2, ${verb}`))
    expect(line('create')).toMatch(
      /configuration changed: environment.A "0" → "1"; environment.B none → "2"; environment.C none → "3"; environment.D none → "4"; secret MYSQL_PASSWORD version 1 → 2$/,
    )
    expect(line('start')).toMatch(/environment.C none → "3" and 2 more$/)
  })

  it('does not change because what it depends on does', () => {
    expect(planned(served(demo()), demo({ mysqlImage: 'mysql:8.4.1' }))).toMatchInlineSnapshot(`
      "[] -> #1 container demo-mysql-1, stop within 10 s, image changed mysql:8.4 → :8.4.1
      [1] -> #2 container demo-mysql-1, remove, image changed mysql:8.4 → :8.4.1
      [2] -> #3 container demo-mysql-1, create, image changed mysql:8.4 → :8.4.1
      [3] -> #4 container demo-mysql-1, start, image changed mysql:8.4 → :8.4.1
      [4] -> #5 container demo-mysql-1, wait until healthy, started by this plan
      ! downtime container demo-mysql-1: it is stopped before its successor starts (image changed mysql:8.4 → :8.4.1)"
    `)
  })

  it('whose image tag moved is made anew', () => {
    const observed = served(demo({ imageIds: { 'mysql:8.4': 'sha256:111111111111aaaa' } }))
    const text = planned(observed, demo({ imageIds: { 'mysql:8.4': 'sha256:222222222222bbbb' } }))
    expect(text).toContain('create, image changed mysql:8.4 111111111111 → 222222222222')
  })

  it('keeps its container while its image is not built yet, when the reference is the same', () => {
    expect(planned(served(demo({ imageIds: { 'mysql:8.4': 'sha256:1' } })), demo())).toBe('')
  })

  it('whose secret has a new version is made anew', () => {
    const text = planned(served(demo()), demo({ secretVersion: 2 }))
    expect(text).toContain('container demo-lms-2, create, configuration changed: secret MYSQL_PASSWORD version 1 → 2')
    expect(text).not.toContain('mysql-1, create')
  })

  it('that exited is started, not made anew', () => {
    const observed = withContainer(served(demo()), 'demo-mysql-1', { state: 'exited', health: 'none' })
    expect(planned(observed, demo())).toMatchInlineSnapshot(`
      "[] -> #1 container demo-mysql-1, start, it is exited
      [1] -> #2 container demo-mysql-1, wait until healthy, started by this plan"
    `)
  })

  it('that somebody changed by hand is made anew, marked as drift', () => {
    const observed = withContainer(served(demo()), 'demo-lms-1', { drift: ['memory limit 512 MB, wanted none'] })
    const text = planned(observed, demo())
    expect(text).toContain('container demo-lms-2, create, changed by hand: memory limit 512 MB, wanted none')
    const mark = '! drift container demo-lms-1: changed by hand: memory limit 512 MB, wanted none; it is reverted'
    expect(text).toContain(mark)
    expect(planned(observed, demo({ image: 'fun-platform/openedx-production:bb' }))).toContain(mark)
    expect(planned(served(demo(), observed), demo())).toBe('')
  })

  it('made by another tool is made anew', () => {
    const observed = withContainer(served(demo()), 'demo-mysql-1', { configHash: '', labels: {} })
    expect(planned(observed, demo())).toContain('container demo-mysql-1, create, made by another tool')
  })

  it('takes the lowest free number, so that names stay short over many deployments', () => {
    let stack = served(demo())
    for (const tag of ['bb', 'cc', 'dd'])
      stack = served(demo({ image: `fun-platform/openedx-production:${tag}` }), stack)
    expect(stack.containers.map((container) => container.name).sort()).toEqual([
      'demo-cms-2',
      'demo-lms-2',
      'demo-lms-worker-2',
      'demo-mysql-1',
      'demo-nginx-1',
    ])
  })

  it('makes way for its successor with stop-first, is kept until that serves, and the plan says that it is down', () => {
    const wanted: WantedStack = { ...demo({ image: 'fun-platform/openedx-production:bb' }), rollout: 'stop-first' }
    expect(planned(served(demo()), wanted)).toMatchInlineSnapshot(`
      "[] -> #1 container demo-cms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [1] -> #2 container demo-cms-1, stop within 10 s, it makes way for its successor
      [1,2] -> #3 container demo-cms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [3] -> #4 container demo-cms-2, wait until healthy, started by this plan
      [] -> #5 container demo-lms-2, create, image changed fun-platform/openedx-production:aa → :bb
      [5] -> #6 container demo-lms-1, stop within 10 s, it makes way for its successor
      [5,6] -> #7 container demo-lms-2, start, image changed fun-platform/openedx-production:aa → :bb
      [7] -> #8 container demo-lms-2, wait until serving, started by this plan
      [4,8] -> #9 configuration nginx, switch to cms=demo-cms-2 lms=demo-lms-2, routes of cms, lms changed
      [4,8,9] -> #10 container demo-lms-worker-2, create, image changed fun-platform/openedx-production:aa → :bb
      [10] -> #11 container demo-lms-worker-1, stop within 90 s, it makes way for its successor
      [10,11] -> #12 container demo-lms-worker-2, start, image changed fun-platform/openedx-production:aa → :bb
      [12] -> #13 container demo-lms-worker-2, wait until healthy, started by this plan
      [4,8,9,13] -> #14 container demo-lms-1, remove, another container carries the service
      [4,8,9,13] -> #15 container demo-cms-1, remove, another container carries the service
      [4,8,9,13] -> #16 container demo-lms-worker-1, remove, another container carries the service
      ! downtime container demo-cms-1: it is stopped before its successor starts (image changed fun-platform/openedx-production:aa → :bb)
      ! downtime container demo-lms-1: it is stopped before its successor starts (image changed fun-platform/openedx-production:aa → :bb)"
    `)
    expect(planned(served(wanted, served(demo())), wanted)).toBe('')
  })

  it('that is not wanted any more ends when everything else is ready', () => {
    const text = planned(served(demo()), demo({ without: ['lms-worker'] }))
    expect(text).toMatchInlineSnapshot(`
      "[] -> #1 container demo-lms-worker-1, stop within 10 s, its service is not wanted any more
      [1] -> #2 container demo-lms-worker-1, remove, its service is not wanted any more"
    `)
  })
})

describe('one-off containers', () => {
  it('that ended are removed; those that run are somebody’s', () => {
    const observed = served(demo())
    const [one] = observed.containers
    if (one === undefined) throw new Error('no container')
    const oneOff = { ...one, id: 'one-off', name: 'demo-manage-run-1', service: 'manage', oneOff: true }
    const withOneOff = (state: ObservedContainer['state']): string =>
      planned({ ...observed, containers: [...observed.containers, { ...oneOff, state }] }, demo())
    expect(withOneOff('exited')).toBe('[] -> #1 container demo-manage-run-1, remove, left by an interrupted operation')
    expect(withOneOff('running')).toBe('')
  })
})

describe('networks and volumes', () => {
  it('a network that differs is made anew, with all containers on it', () => {
    const wanted = demo({ network: { internal: true } })
    const plan = planStack(served(demo()), wanted)
    expect(plan.actions.filter((action) => action.kind === 'remove-network').length).toBe(1)
    expect(planned(served(wanted, served(demo())), wanted)).toBe('')
  })

  it('a data volume that differs is kept and marked, never removed', () => {
    const wanted = demo()
    wanted.rendered.project.volumes.mysql = { driver_opts: { type: 'nfs' } }
    const plan = planStack(served(demo()), wanted)
    expect(plan.actions).toEqual([])
    expect(plan.marks.map((mark) => `${mark.kind} ${mark.resource}`)).toEqual(['data-loss volume demo_mysql'])
  })

  it('data that another engine wrote is not opened: the plan is refused with the way out', () => {
    const format = (name: string): WantedStack => {
      const wanted = demo()
      wanted.rendered.project.volumes.mysql = { labels: { 'io.funplatform.data-format': name } }
      return wanted
    }
    const observed = served(format('mariadb-10'))
    expect(planned(observed, format('mariadb-10'))).toBe('')
    expect(() => planStack(observed, format('mysql-8'))).toThrow(
      'was written by mariadb-10, and mysql-8 must not open it',
    )
  })

  it('jobs whose data lay in a volume run again when the volume is new', () => {
    const observed = served(demo())
    const lost = { ...observed, containers: [], volumes: observed.volumes.filter((volume) => volume.key !== 'mysql') }
    expect(planned(lost, demo())).toContain('job migrate, run, volume mysql is new')
  })
})

describe('configuration', () => {
  it('that changed comes in a new volume with new containers; the old volume goes last', () => {
    const text = planned(served(demo()), demo({ settings: 'settings2' }))
    expect(text).toContain('volume demo_configuration-openedx-settings2, create, not found')
    expect(text.split('\n').at(-1)).toContain('volume demo_configuration-openedx-settings1, remove')
  })

  it('of nginx is written and loaded without a new container', () => {
    expect(planned(served(demo()), demo({ nginx: 'nginx2' }))).toMatchInlineSnapshot(
      `"[] -> #1 configuration nginx, write with routes cms=demo-cms-1 lms=demo-lms-1, content changed nginx1 → nginx2"`,
    )
  })

  it('is written again when nobody knows what the volume of nginx holds', () => {
    expect(planned({ ...served(demo()), live: {} }, demo())).toContain('configuration nginx, write with routes')
  })
})

describe('jobs', () => {
  it('run when their inputs changed, and services they gate start afterwards', () => {
    const text = planned(served(demo()), demo({ migrations: 'migrations2', image: 'x:2' }))
    expect(text).toContain('job migrate, run, inputs changed migrations1 → migrations2')
    expect(text).toContain('! migration job migrate: Migrate the LMS database')
  })

  it('alone change no container', () => {
    const plan = planStack(served(demo()), demo({ migrations: 'migrations2' }))
    expect(plan.actions.map((action) => action.kind)).toEqual(['run-job'])
  })
})

describe('going back to an earlier revision', () => {
  const later = demo({ image: 'fun-platform/openedx-production:bb', migrations: 'migrations2' })
  const back = (migrations: string[]): WantedStack => ({ ...demo(), back: { revision: 1, migrations } })

  it('runs no migration, and names those that its code does not know', () => {
    const text = planned(served(later, served(demo())), back(['lms/djangoapps/x/migrations/0012_y.py']))
    expect(text).toContain('container demo-lms-1, create, image changed fun-platform/openedx-production:bb → :aa')
    expect(text).not.toContain('job migrate')
    expect(text.split('\n').at(-1)).toBe(
      '! migration lms/djangoapps/x/migrations/0012_y.py: it was applied since revision 1; that revision’s code runs on the newer schema, nothing is undone',
    )
  })

  it('says so when it is not known which migrations were applied since', () => {
    const unknown = { ...demo(), back: { revision: 1, migrations: [], migrationsUnknown: true } }
    expect(
      planned(served(later, served(demo())), unknown)
        .split('\n')
        .at(-1),
    ).toBe(
      '! migration not known: which were applied since revision 1 was not noted; that revision’s code runs on the schema of now, nothing is undone',
    )
  })

  it('is an ordinary plan when no migration was applied since', () => {
    const unchanged = demo({ image: 'fun-platform/openedx-production:bb' })
    const observed = served(unchanged, served(demo()))
    expect(planned(observed, back([]))).toBe(planned(observed, demo()))
    expect(planned(served(back([]), observed), back([]))).toBe('')
  })

  it('leaves the newer databases as they are: going forward again runs no migration either', () => {
    const returned = served(back([]), served(later, served(demo())))
    expect(planned(returned, later)).not.toContain('job migrate')
  })

  it('fills databases that are not there any more', () => {
    const observed = served(later, served(demo()))
    const lost = { ...observed, containers: [], volumes: observed.volumes.filter((volume) => volume.key !== 'mysql') }
    expect(planned(lost, back([]))).toContain('job migrate, run, volume mysql is new')
  })
})

describe('the plan of a rendered environment', () => {
  for (const kind of ['production', 'development'] as const) {
    it(`of kind ${kind} ends after one application, from nothing and after a new commit`, () => {
      const wanted = rendered(kind, {})
      const first = served(wanted)
      expect(planned(first, wanted)).toBe('')
      const next = rendered(kind, {
        openedx: 'fun-platform/openedx-production:new',
        staticGeneration: 'fedcba9876543210',
      })
      expect(planned(served(next, first), next)).toBe('')
    })
  }

  it('switches LMS and CMS in one action', () => {
    const next = rendered('production', { openedx: 'fun-platform/openedx-production:new' })
    const plan = planStack(served(rendered('production', {})), next)
    const switches = plan.actions.flatMap((action) => (action.kind === 'switch-routes' ? [action.routes] : []))
    expect(switches).toEqual([
      { cms: `${next.rendered.project.name}-cms-2`, lms: `${next.rendered.project.name}-lms-2` },
    ])
    expect(plan.marks).toEqual([])
  })
})

function rendered(
  kind: 'production' | 'development',
  change: { openedx?: string; staticGeneration?: string },
): WantedStack {
  const input = sampleInput({ kind, release: 'teak' })
  const { openedx = input.images.openedx, staticGeneration = input.staticGeneration } = change
  return {
    environmentId: 'environment-1',
    revisionId: 'revision-1',
    rendered: renderEnvironment({ ...input, staticGeneration, images: { ...input.images, openedx } }),
    imageIds: {},
    secretVersions: {},
  }
}
