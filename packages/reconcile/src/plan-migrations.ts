import type { Planning } from './planning.ts'

/** Paths that a mark names; the rest is a number. */
const namedMax = 12

/**
 * Adds, once and when it was asked for, what keeps requests from the LMS and the CMS while migrations run; the switch lets them
 * through again. Returns the ids after which no request is under way. Only an owner that runs and stays can hold: on a first start there
 * is nobody to hold, and one that an older version of the product configured cannot yet.
 */
export function planHold(planning: Planning, after: readonly number[]): number[] {
  if (planning.wanted.migrations?.hold !== true) return []
  return planning.liveSets.flatMap((live) => {
    const known = planning.holdIds.get(live.set.name)
    if (known !== undefined) return known
    const { placement, name: set } = live.set
    const owner = planning.decisions.get(live.owner)
    if (placement.kind !== 'live' || placement.hold === undefined) return []
    if (owner?.kind !== 'keep' || owner.container.state !== 'running') return []
    const resource = `configuration ${set}`
    if (planning.observed.live[set]?.files?.includes(placement.hold.file) !== true) {
      const reason =
        'requests are not held this time: its configuration is of an older version, and is renewed by this deployment'
      planning.draft.mark({ kind: 'migration', resource, reason })
      return []
    }
    const cause = 'asked for: the migrations do not run beside the old code'
    const hold = planning.draft.add({ kind: 'hold-requests', set, resource, cause }, after)
    const reason =
      'requests are answered with a maintenance page (503) from before the migrations until the new code serves'
    planning.draft.mark({ kind: 'downtime', resource, reason })
    planning.holdIds.set(set, [hold])
    return [hold]
  })
}

/** Marks a migration with what is known of it: the files, the packages, what it starts from. The first job of a plan tells all. */
export function markMigration(planning: Planning, resource: string, reason: string): void {
  const { draft, wanted } = planning
  const first = !draft.marks.some((mark) => mark.kind === 'migration' && mark.resource.startsWith('job '))
  const { migrations } = wanted
  if (!first || migrations === undefined) {
    draft.mark({ kind: 'migration', resource, reason })
    return
  }
  const { changed = [], dependenciesChanged, baseline, snapshot } = migrations
  const more = [
    ...(baseline === undefined ? [] : [baseline]),
    ...(dependenciesChanged ? ['Python dependencies changed'] : []),
    ...(changed.length === 0 ? [] : [`new or changed: ${named(changed)}`]),
    ...(snapshot ? ['a snapshot of the database is kept before'] : []),
  ]
  const paths = changed.length === 0 ? {} : { paths: changed.slice(0, namedMax) }
  draft.mark({ kind: 'migration', resource, reason: [reason, ...more].join('; '), ...paths })
}

function named(paths: readonly string[]): string {
  const rest = paths.length - namedMax
  return rest > 0 ? `${paths.slice(0, namedMax).join(', ')} and ${rest} more` : paths.join(', ')
}
