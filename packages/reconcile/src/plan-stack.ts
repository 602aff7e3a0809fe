import { createHash } from 'node:crypto'
import { canonicalJson } from '@fun/compose-model/content-hash'
import { checkDataFormats } from './data-format.ts'
import { decideServices } from './decide-services.ts'
import { dependencyOrder } from './dependency-order.ts'
import { configurationVolumeKey } from './names.ts'
import type { Plan } from './plan.ts'
import { planSwitch } from './plan-configuration.ts'
import { PlanDraft } from './plan-draft.ts'
import { planOrphans, planReplaced } from './plan-ends.ts'
import { decideJobs, planJob } from './plan-jobs.ts'
import { containersOnDiverged, divergedNetworks, planNetworks, planUnwantedNetworks } from './plan-networks.ts'
import { planService } from './plan-services.ts'
import { missingDataVolumes, planUnwantedConfiguration, planVolumes } from './plan-volumes.ts'
import { liveSetsOf, type Planning } from './planning.ts'
import { printPlan } from './print-plan.ts'
import { readyIds } from './readiness.ts'
import type { ObservedStack, WantedStack } from './stack.ts'
import { resumed } from './successions.ts'

/**
 * The actions that turn the observed stack into the wanted one. Pure: equal input gives an equal plan, and planning again after the plan was
 * applied gives an empty one. Throws DependencyCycle when services and jobs wait for each other,
 * and DataIncompatible when a data volume would be opened by another engine than the one that wrote it.
 */
export function planStack(observed: ObservedStack, wanted: WantedStack): Plan {
  const { project } = wanted.rendered
  checkDataFormats(observed, wanted)
  const diverged = divergedNetworks(observed, wanted)
  const gone = containersOnDiverged(observed, diverged)
  const planning = beginPlanning(observed, wanted, gone)
  planNetworks(planning, diverged, gone)
  planVolumes(planning)
  const order = dependencyOrder(dependencies(planning))
  const followers = followersOf(planning)
  for (const name of order.filter((each) => !followers.has(each))) {
    if (planning.decisions.has(name)) planService(planning, name)
    else planJob(planning, name)
  }
  const switched = planSwitch(planning, followers)
  for (const name of order.filter((each) => followers.has(each))) planService(planning, name, switched)
  planReplaced(planning, switched, () =>
    order
      .filter((name) => followers.has(name) || isBesideOld(planning, name))
      .flatMap((name) => readyIds(planning, name, isBesideOld(planning, name))),
  )
  planOrphans(planning, gone)
  planUnwantedConfiguration(planning)
  planUnwantedNetworks(planning)
  markMigrationsSince(planning)
  const { actions, marks } = planning.draft
  const hash = createHash('sha256').update(printPlan({ actions, marks })).update(canonicalJson(wanted)).digest('hex')
  return { project: project.name, actions, marks, resumed: resumed(planning), hash }
}

/** A container that is kept beside its predecessor was made by an attempt that was cut: nobody has seen whether it stays up. */
function isBesideOld({ decisions }: Planning, service: string): boolean {
  const decision = decisions.get(service)
  return decision?.kind === 'keep' && decision.superseded.length > 0
}

/** What stands in the way of going back: the code of then meets the schema of now. */
function markMigrationsSince({ draft, wanted }: Planning): void {
  for (const migration of wanted.back?.migrations ?? [])
    draft.mark({
      kind: 'migration',
      resource: migration,
      reason: `it was applied since revision ${wanted.back?.revision}; that revision’s code runs on the newer schema, nothing is undone`,
    })
  if (wanted.back?.migrationsUnknown)
    draft.mark({
      kind: 'migration',
      resource: 'not known',
      reason: `which were applied since revision ${wanted.back.revision} was not noted; that revision’s code runs on the schema of now, nothing is undone`,
    })
}

function beginPlanning(observed: ObservedStack, wanted: WantedStack, gone: ReadonlyMap<string, string>): Planning {
  const { project, configuration } = wanted.rendered
  const immutable = configuration.flatMap((set) => {
    const key = configurationVolumeKey(project, set)
    return set.placement.kind === 'immutable' && key !== undefined ? [[key, set] as const] : []
  })
  return {
    observed,
    wanted,
    project,
    decisions: decideServices(observed, wanted, gone),
    jobsToRun: decideJobs(observed, wanted, missingDataVolumes(observed, wanted)),
    draft: new PlanDraft(),
    networkIds: new Map(),
    volumeIds: new Map(),
    immutableSets: new Map(immutable),
    liveSets: liveSetsOf(wanted),
    startedIds: new Map(),
    readyIds: new Map(),
    jobIds: new Map(),
    holdIds: new Map(),
  }
}

/**
 * Services that no request waits for, such as Celery workers: they start when traffic has been switched, so that their imports take no
 * processor time from the new LMS and CMS. Neither routed to nor asked for a heartbeat, and nothing depends on them.
 */
function followersOf({ decisions, liveSets, project, wanted }: Planning): ReadonlySet<string> {
  const { heartbeats, jobs } = wanted.rendered
  const leading = new Set([
    ...liveSets.flatMap((live) => [live.owner, ...live.routed]),
    ...heartbeats.map((heartbeat) => heartbeat.service),
    ...jobs.flatMap((job) => job.needs),
    ...Object.values(project.services).flatMap((service) => Object.keys(service.depends_on ?? {})),
  ])
  const all = [...decisions.values()].filter((decision) => decision.rollout !== 'recreate')
  return new Set(all.map((decision) => decision.service).filter((service) => !leading.has(service)))
}

/** What each service and job waits for: `depends_on`, jobs' needs and gates, and a live set's owner for the services that it routes to. */
function dependencies(planning: Planning): Map<string, string[]> {
  const { project, wanted, decisions, liveSets } = planning
  const { jobs } = wanted.rendered
  const result = new Map<string, string[]>()
  for (const service of decisions.keys()) {
    const gates = jobs.filter((job) => job.gates.includes(service)).map((job) => job.name)
    const routed = liveSets.filter((live) => live.owner === service).flatMap((live) => live.routed)
    result.set(service, [...Object.keys(project.services[service]?.depends_on ?? {}), ...gates, ...routed])
  }
  for (const job of jobs) {
    result.set(job.name, [...Object.keys(project.services[job.name]?.depends_on ?? {}), ...job.needs, ...job.after])
  }
  return result
}
