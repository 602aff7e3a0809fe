import type { Action } from '@fun/reconcile/plan'
import type { Revision } from '../adapters/store/generated/client.ts'
import { handedOver } from '../operations/hand-over.ts'
import { enterUncancellable, leaveUncancellable } from '../operations/lease.ts'
import { isSuperseded } from '../operations/supersede.ts'
import type { ApplyContext } from '../ports.ts'
import { ActionSteps } from './action-steps.ts'
import { applyFailure } from './apply-failure.ts'
import { isWithoutItsPaths } from './changed-paths.ts'
import { isEngineUnreachable } from './engine-unreachable.ts'
import { Failure } from './failure.ts'
import { refuseForeignStack } from './foreign-stack.ts'
import { isHeld, resolvePush } from './held-commit.ts'
import { Images, neededReferences, referenceOf } from './images.ts'
import { KeptImages, targetImageIds } from './kept-images.ts'
import { checkMigrationsSince, isKept, type KeptRevision, prepareTarget } from './kept-revision.ts'
import type { MigrationOrder } from './migration-facts.ts'
import { MigrationJobs } from './migration-jobs.ts'
import { type PlannedDeployment, planDeployment, refuseMemoryShort } from './plan-deployment.ts'
import { preflight } from './preflight.ts'
import type { Deployable, Prepared } from './prepare.ts'
import { writeHostFolders } from './render.ts'
import { MigrationNotes, markFailed, markServing, ownRevision, prepareRevision } from './revision.ts'
import { type EnvironmentWithSource, environmentSecrets, type Run } from './run.ts'
import { borrowedGeneration } from './static-generation.ts'
import { verifyServed } from './verify.ts'

export interface DeployOrder extends MigrationOrder {
  reference: string
  /** An earlier revision, to which the environment goes back. */
  revisionId?: string | undefined
  /** Somebody has said that its code can run on the schema that later migrations made. */
  acceptMigrations?: boolean | undefined
  /** Hash of the plan that a person confirmed; another plan is then refused. */
  planHash: string | undefined
  /** How what can run beside its successor is replaced; `start-first` when absent. */
  rollout?: 'start-first' | 'stop-first' | undefined
}

/**
 * From a reference, or an earlier revision, to a served environment. Safe to run again after it was cut at any point: the commit is pinned, images are named
 * by content, and the plan starts from what is observed. Throws a Failure; what was serving before still is.
 */
export async function deploy(run: Run, environment: EnvironmentWithSource, order: DeployOrder): Promise<void> {
  if (run.result.fresh === undefined) await takeOver(run, environment.id)
  try {
    await makeServed(run, environment, order)
  } catch (error) {
    await leaveNothingHalfMade(run, environment, error)
    throw error
  }
}

async function makeServed(run: Run, environment: EnvironmentWithSource, order: DeployOrder): Promise<void> {
  const pushed = await resolvePush(run, environment, order.reference)
  if (pushed !== undefined && (await isHeld(run, environment, pushed))) return
  if (pushed !== undefined && (await isWithoutItsPaths(run, environment, pushed))) return
  const prepared = await prepareTarget(run, environment, { ...order, resolved: pushed })
  const secrets = await environmentSecrets(run, environment.id)
  checkSecrets(prepared, secrets.values)
  const planned = await planDeployment(run, prepared, secrets.versions, order)
  await checkConfirmed(run, order, planned)
  // Once begun, it goes on: a refusal now would not find everything untouched.
  if (ownRevision(run) === undefined) refuseMemoryShort(planned)
  checkMigrationsSince(prepared, order.acceptMigrations ?? false)
  await rememberWhetherFresh(run, planned)

  if (planned.plan.actions.length === 0 && isServing(environment, prepared)) {
    await verifyServed(run, prepared.rendered)
    await pinServedAt(run)
    return pinUrls(run, prepared)
  }
  const revision = await prepareRevision(run, prepared, planned)
  await changeStack(run, prepared, planned, secrets.values, revision)
  await verifyServed(run, prepared.rendered)
  await pinServedAt(run)
  await markServing(run, revision, await targetImageIds(run, prepared))
  await pinUrls(run, prepared)
}

function checkSecrets({ rendered }: Deployable, values: Record<string, string>): void {
  const missing = rendered.secretNames.filter((name) => values[name] === undefined)
  if (missing.length === 0) return
  throw new Failure('secret-missing', {
    detail: `The specification names secrets that have no value: ${missing.join(', ')}.`,
    cure: 'Set them: PATCH the environment with "secrets".',
  })
}

/** Once: what an attempt that was cut has already changed makes the plan of the next one another. */
async function checkConfirmed(run: Run, order: DeployOrder, planned: PlannedDeployment): Promise<void> {
  if (order.planHash === undefined || run.result.confirmed === true) return
  if (order.planHash === planned.hash) return run.pin({ confirmed: true })
  throw new Failure('plan-changed', {
    detail: 'The stack or the commit has changed since the plan was shown; the plan now is in `result.plan`.',
    cure: 'Look at the new plan and deploy with its hash.',
  })
}

/**
 * Whether nothing ran before the first attempt: a failure then leaves nothing behind. Volumes that were there before (kept by an earlier
 * destroy, or another tool's) hold data that this operation did not make, and stay. What a superseded first deploy left counts as made here.
 */
async function rememberWhetherFresh(run: Run, { observed }: PlannedDeployment): Promise<void> {
  if (run.result.fresh !== undefined) return
  await run.pin({ fresh: observed.containers.length === 0, dataBefore: observed.volumes.length > 0 })
}

/** Makes what a superseded first deploy left standing this operation's own, before anything can fail. */
async function takeOver(run: Run, environmentId: string): Promise<void> {
  const left = await handedOver(run.deps.store, environmentId)
  if (left !== undefined) await run.pin({ fresh: true, dataBefore: left.dataBefore })
}

/** Whether there may be something to take away: nothing is changed before the revision is written. */
const hasBegun = (run: Run): boolean => ownRevision(run) !== undefined || run.result.fresh === true

function isServing(
  environment: EnvironmentWithSource & { servingRevision?: Revision | null },
  { resolved }: Deployable,
): boolean {
  return environment.servingRevision?.commit === resolved.commit
}

/**
 * Builds and applies. When something serves, every image is there before the first change; on an empty host the databases start and
 * migrate while the assets are still being built.
 */
async function changeStack(
  run: Run,
  prepared: Prepared | KeptRevision,
  planned: PlannedDeployment,
  secrets: Record<string, string>,
  revision: Revision,
): Promise<void> {
  const { plan, wanted } = planned
  const stop = new AbortController()
  const work: Run = { ...run, signal: AbortSignal.any([run.signal, stop.signal]) }
  const images = isKept(prepared) ? new KeptImages(work, prepared) : new Images(work, prepared)
  const notes = new MigrationNotes(work, revision)
  const references = neededReferences(plan, prepared.rendered)
  const missing = await images.missing(references)
  await preflight(work, prepared.rendered.project, missing.length > 0)
  await images.declare(missing)
  const steps = new ActionSteps(work, plan, prepared.rendered)
  await steps.declare()
  await writeHostFolders(prepared.rendered.configuration)

  const each = [...references].map((reference) => images.ready(reference))
  const built = Promise.all(each)
  const serves = planned.observed.containers.length > 0
  const uncancellable = new UncancellableSection(run, serves)
  const migrations = new MigrationJobs(run, prepared, planned, secrets)
  const context: ApplyContext = {
    imageReady: (reference) => images.ready(reference),
    secrets,
    operationId: run.operation.id,
    pastSwitch: run.result.pastSwitch === true,
    async onAction(action, phase, detail) {
      // A step begins when its image is there: its time is its own, and a migration that waits can still be cancelled.
      const reference = referenceOf(action, prepared.rendered)
      if (phase === 'started' && reference !== undefined) await images.ready(reference)
      if (serves && phase === 'succeeded' && routesTraffic(action)) await pinServedAt(run)
      await uncancellable.follow(action, phase)
      const shown = detail ?? (action.kind === 'run-job' ? migrations.detail(action.job) : undefined)
      await steps.report(action, prepared.rendered, phase, shown)
    },
    prepareJob: (job) => (job === 'collect-static' ? borrowedGeneration(run, prepared) : migrations.prepare(job)),
    async onJobSucceeded(job, inputsHash) {
      await migrations.succeeded(job)
      await rememberJob(run, prepared.environment.id, job, inputsHash)
    },
    onLine(resource, line) {
      if (migrations.take(resource, line)) return
      run.log.write(steps.keyOf(resource), 'stdout', line)
      notes.read(line)
    },
    signal: work.signal,
  }
  const applied = (serves ? built : Promise.resolve()).then(() => run.engine.apply(plan, wanted, context))
  // The first to fail stops the other; both have ended when this does.
  const first = await Promise.all([applied, built]).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (first === undefined) return notes.written
  stop.abort(first.error)
  await Promise.allSettled([applied, ...each, notes.written])
  throw applyFailure(first.error)
}

async function rememberJob(run: Run, environmentId: string, job: string, inputsHash: string): Promise<void> {
  await run.deps.store.completedJob.upsert({
    where: { environmentId_job: { environmentId, job } },
    create: { environmentId, job, inputsHash },
    update: { inputsHash, completedAt: new Date() },
  })
}

/**
 * While a migration or a switch runs, cancelling is refused with the reason. Where something served before, it stays refused once traffic
 * goes to the new containers: a cancel would leave them serving under a revision that is called failed.
 */
class UncancellableSection {
  readonly #run: Run
  readonly #staysAfterSwitch: boolean
  #open = 0
  constructor(run: Run, staysAfterSwitch: boolean) {
    this.#run = run
    this.#staysAfterSwitch = staysAfterSwitch
  }

  async follow(action: Action, phase: 'started' | 'succeeded' | 'failed' | 'skipped'): Promise<void> {
    const reason = reasonOf(action)
    if (reason === undefined || phase === 'skipped') return
    if (this.#staysAfterSwitch && phase === 'succeeded' && routesTraffic(action)) return
    this.#open += phase === 'started' ? 1 : -1
    if (phase === 'started' && this.#open === 1) await enterUncancellable(this.#run.deps, this.#run.claim, reason)
    // From here on a newer deploy follows this one instead of ending it.
    if (phase === 'started' && routesTraffic(action)) await this.#run.pin({ pastSwitch: true })
    if (phase !== 'started' && this.#open === 0) await leaveUncancellable(this.#run.deps, this.#run.claim)
  }
}

function reasonOf(action: Action): string | undefined {
  if (routesTraffic(action)) return 'Traffic is being switched to the new containers.'
  if (action.kind === 'run-job' && action.uncancellable)
    return `${action.job} is running: a database that is half migrated would have to be mended by hand.`
  return undefined
}

const routesTraffic = (action: Action): boolean =>
  action.kind === 'switch-routes' || (action.kind === 'write-configuration' && action.routes !== undefined)

/** What is left of a failed deployment, by this attempt or an earlier one, is taken away, unless the operation will be taken up again. */
async function leaveNothingHalfMade(
  run: Run,
  environment: { id: string; name: string },
  error: unknown,
): Promise<void> {
  const goesOn = isEngineUnreachable(error) || (run.signal.aborted && !isCancelled(run.signal.reason))
  if (goesOn || !hasBegun(run)) return
  if (typeof run.result.servedAt === 'string') await run.pin({ servedAt: null })
  await markFailed(run)
  await letRequestsThrough(run, environment.name)
  if (await goesToNewer(run)) return
  await removeHalfMade(run, environment)
}

/** Superseded: the newer deploy comes at once and goes on with what stands. */
async function goesToNewer(run: Run): Promise<boolean> {
  if (!run.signal.aborted && !run.claim.cancelRequested) return false
  const row = await run.deps.store.operation.findUniqueOrThrow({ where: { id: run.operation.id } })
  return isSuperseded(row.result)
}

/** A deployment that was being cancelled when its worker died, or the engine was away: it only cleans up. Idempotent. */
export async function abandonDeploy(run: Run, environment: { id: string; name: string }): Promise<void> {
  const superseded = await goesToNewer(run)
  if (!superseded && run.result.fresh === undefined) await takeOver(run, environment.id)
  if (!hasBegun(run)) return
  await markFailed(run)
  await letRequestsThrough(run, environment.name)
  if (!superseded) await removeHalfMade(run, environment)
}

/** Requests that were held for a migration go to the old code again. Only an engine that is away is worth another attempt. */
async function letRequestsThrough(run: Run, project: string): Promise<void> {
  try {
    // Longer than one call may take: an engine that hangs is then told as one that is away.
    const released = await run.engine.releaseRequests(project, AbortSignal.timeout(90_000))
    for (const set of released) run.log.write(null, 'stdout', `${set} lets requests through to what served before`)
  } catch (error) {
    if (isEngineUnreachable(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    run.log.write(null, 'stderr', `requests may still be held, the next deployment lets them through: ${reason}`)
  }
}

/**
 * When nothing ran before this operation, its containers are removed, and the data that it made too unless every migration had ended:
 * then the next attempt goes on from there. What serves already is not half made. Throws Failure `project-taken`.
 */
async function removeHalfMade(run: Run, { id, name }: { id: string; name: string }): Promise<void> {
  if (run.result.fresh !== true || (await serves(run, id))) return
  const signal = AbortSignal.timeout(120_000)
  refuseForeignStack(await run.engine.observe(name, {}, signal), { id, name })
  const migrated = await run.deps.store.completedJob.count({ where: { environmentId: id, job: 'migrate-cms' } })
  await run.engine.removeOneOffs(run.operation.id, signal)
  const removeData = migrated === 0 && run.result.dataBefore === false
  await run.engine.destroy(name, removeData, (line) => run.log.write(null, 'stdout', line), signal)
  if (removeData) await run.deps.store.completedJob.deleteMany({ where: { environmentId: id } })
}

/** Whether an attempt that was cut had come to its end: the environment answers with this operation's revision. */
async function serves(run: Run, environmentId: string): Promise<boolean> {
  const revisionId = ownRevision(run)
  if (revisionId === undefined) return false
  return (await run.deps.store.environment.count({ where: { id: environmentId, servingRevisionId: revisionId } })) > 0
}

const isCancelled = (reason: unknown): boolean => reason instanceof Error && reason.name === 'Cancelled'

/** `result.servedAt`: since when requests reach what this operation deploys; of an operation that failed it says nothing. */
async function pinServedAt(run: Run): Promise<void> {
  if (typeof run.result.servedAt !== 'string') await run.pin({ servedAt: new Date().toISOString() })
}

async function pinUrls(run: Run, { rendered }: Deployable): Promise<void> {
  await run.pin({ urls: rendered.urls.map((url) => ({ ...url })) })
}
