import type { Job } from '@fun/compose-model/rendered-environment'
import { markMigration, planHold } from './plan-migrations.ts'
import { foundation, type Planning } from './planning.ts'
import { dependencyIds, readyIds } from './readiness.ts'
import type { ObservedStack, WantedStack } from './stack.ts'

/** Jobs whose inputs changed, and jobs whose result was stored in a volume that is made anew, with the cause. */
export function decideJobs(
  observed: ObservedStack,
  wanted: WantedStack,
  newVolumes: ReadonlySet<string>,
): Map<string, { job: Job; cause: string }> {
  const { project, jobs } = wanted.rendered
  const mounted = (service: string): string[] =>
    (project.services[service]?.volumes ?? []).flatMap((mount) => (mount.type === 'volume' ? [mount.source] : []))
  const decided = new Map<string, { job: Job; cause: string }>()
  for (const job of jobs) {
    const before = observed.completedJobs[job.name]
    const fresh = [job.name, ...job.needs].flatMap(mounted).find((key) => newVolumes.has(key))
    // Going back runs no migration, and no reverse one: an older tree knows nothing of those that were applied since.
    const held = wanted.back !== undefined && job.uncancellable
    if (before === undefined) decided.set(job.name, { job, cause: 'never run' })
    else if (before !== job.inputsHash && !held)
      decided.set(job.name, { job, cause: `inputs changed ${before.slice(0, 12)} → ${job.inputsHash.slice(0, 12)}` })
    else if (fresh !== undefined) decided.set(job.name, { job, cause: `volume ${fresh} is new` })
  }
  return decided
}

/** Adds the run of a job after the services that it needs and the jobs before it; nothing when it need not run. */
export function planJob(planning: Planning, name: string): void {
  const { draft, project } = planning
  const decided = planning.jobsToRun.get(name)
  const service = project.services[name]
  if (decided === undefined || service === undefined) return
  const { job, cause } = decided
  const after = [
    ...foundation(planning, service),
    ...dependencyIds(planning, service),
    ...job.needs.flatMap((needed) => readyIds(planning, needed)),
    ...job.after.flatMap((earlier) => planning.jobIds.get(earlier) ?? []),
  ]
  const resource = `job ${name}`
  const held = job.uncancellable ? planHold(planning, after) : []
  const id = draft.add({ kind: 'run-job', job: name, uncancellable: job.uncancellable, resource, cause }, [
    ...after,
    ...held,
  ])
  planning.jobIds.set(name, [id])
  if (job.uncancellable) markMigration(planning, resource, `${job.title}: ${cause}`)
}
