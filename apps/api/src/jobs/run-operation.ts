import { setTimeout as sleep } from 'node:timers/promises'
import { configSecrets } from '../config-secrets.ts'
import type { WorkerDeps } from '../deps.ts'
import { createLogWriter } from '../events/log-writer.ts'
import { type Claim, LeaseLost } from '../operations/claim.ts'
import { finishOperation, type Outcome } from '../operations/finish.ts'
import { holdLease, leaveUncancellable, releaseOperation, setWaitingFor } from '../operations/lease.ts'
import { asObject, pinResult } from '../operations/pin-result.ts'
import { recordStep } from '../operations/record-step.ts'
import { applyFailure } from '../pipeline/apply-failure.ts'
import { abandonDeploy } from '../pipeline/deploy.ts'
import { isEngineUnreachable } from '../pipeline/engine-unreachable.ts'
import { Failure, failureProblem } from '../pipeline/failure.ts'
import { toJson } from '../pipeline/json-value.ts'
import type { Run } from '../pipeline/run.ts'
import { RunLog } from '../pipeline/run-log.ts'
import { Steps } from '../pipeline/steps.ts'
import { jobOf } from './job.ts'
import { environmentOf } from './job-environment.ts'
import { requireRights } from './require-rights.ts'

const enginePollMs = 2_000

/**
 * One claimed operation from its claim to its end. Whatever happens is written on the row: success, a problem, a cancel; or the
 * operation is given back when this worker stops. A lost lease writes nothing, because another worker has the operation.
 */
export async function runOperation(deps: WorkerDeps, claim: Claim, stopping: AbortSignal): Promise<void> {
  const lease = holdLease(deps, claim)
  const writer = createLogWriter(deps, claim)
  const log = new RunLog((step, stream, line) => writer.write(step, stream, line))
  log.protect(configSecrets(deps.config))
  const signal = AbortSignal.any([lease.signal, stopping])
  const held = AbortSignal.any([lease.lost, stopping])
  const logger = deps.logger.child({
    operationId: claim.operation.id,
    kind: claim.operation.kind,
    attempt: claim.attempt,
  })
  logger.info('operation taken')
  try {
    const run = await newRun(deps, claim, log, signal)
    const end = await outcomeOf(run, held)
    log.flush()
    await writer.close()
    if (end === 'given-back')
      return await releaseOperation(deps, claim, 'The worker stopped; another one goes on with it.')
    await removeLeftovers(run)
    await finishOperation(deps, claim, end.outcome)
    logger.info({ state: end.outcome.state }, 'operation ended')
  } catch (error) {
    logger.warn({ error: String(error) }, 'the operation is left to another worker')
  } finally {
    lease.release()
  }
}

async function newRun(deps: WorkerDeps, claim: Claim, log: RunLog, signal: AbortSignal): Promise<Run> {
  const earlier = await deps.store.operationStep.findMany({ where: { operationId: claim.operation.id } })
  const positions = earlier.map(({ key, position }): [string, number] => [key, position])
  const run: Run = {
    deps,
    claim,
    operation: claim.operation,
    engine: deps.engine,
    git: deps.git,
    steps: new Steps((record) => recordStep(deps, claim, record), log, signal, positions),
    log,
    signal,
    result: facts(claim.operation.result),
    async pin(more) {
      Object.assign(run.result, facts(await pinResult(deps, claim, more)))
    },
  }
  return run
}

function facts(value: Parameters<typeof asObject>[0]): Run['result'] {
  return Object.fromEntries(Object.entries(asObject(value)).map(([key, fact]) => [key, toJson(fact)]))
}

type End = { outcome: Outcome } | 'given-back'

/** `held` is the run's signal without cancels: a cancelled deploy cleans up while it holds. */
async function outcomeOf(run: Run, held: AbortSignal): Promise<End> {
  for (let begun = false; ; begun = true) {
    try {
      const ended = !begun && (await requireRights(run)) === 'cancelled'
      if (ended || run.claim.cancelRequested || isCancelled(run.signal)) {
        if (run.operation.kind === 'deploy') await abandonDeploy(run, await environmentOf(run))
        return { outcome: { state: 'cancelled' } }
      }
      await jobOf(run.operation.kind)(run)
      return { outcome: { state: 'succeeded' } }
    } catch (error) {
      if (error instanceof LeaseLost) throw error
      const reason: unknown = run.signal.aborted ? run.signal.reason : error
      const name = reason instanceof Error ? reason.name : ''
      if (name === 'LeaseLost') throw reason
      if (name === 'WorkerStops') return 'given-back'
      // What a cancelled deploy left half-made, requests that are held among it, can only be taken away when the engine is back.
      const cleansUp = run.operation.kind === 'deploy' && isEngineUnreachable(error)
      if (name === 'Cancelled' && !cleansUp) return { outcome: { state: 'cancelled' } }
      if (!isEngineUnreachable(error)) return { outcome: { state: 'failed', problem: problemOf(run, error) } }
      run.log.write(null, 'stderr', `${error instanceof Error ? error.message : String(error)}; waiting for it`)
      if ((await engineIsBack(run, held)) === 'given-back') return 'given-back'
    }
  }
}

const isCancelled = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && reason.name === 'Cancelled'

/** Waits until the engine answers again, or a cancel is heard, which changes what there is to do. */
async function engineIsBack(run: Run, held: AbortSignal): Promise<'go-on' | 'given-back'> {
  const { deps, claim } = run
  const signal = run.signal.aborted ? held : run.signal
  await leaveUncancellable(deps, claim)
  await setWaitingFor(deps, claim, 'The Docker engine is not reachable; it goes on when it answers.')
  for (;;) {
    const answered = await run.engine.info(AbortSignal.any([signal, AbortSignal.timeout(5_000)])).then(
      () => true,
      () => false,
    )
    if (answered) break
    await sleep(enginePollMs, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted) continue
    const name = signal.reason instanceof Error ? signal.reason.name : ''
    if (name === 'LeaseLost') throw signal.reason
    return name === 'Cancelled' ? 'go-on' : 'given-back'
  }
  await setWaitingFor(deps, claim, null)
  return 'go-on'
}

function problemOf(run: Run, error: unknown) {
  const known = applyFailure(error)
  const show = (text: string) => run.log.show(text)
  if (known instanceof Failure) return failureProblem(known, show)
  run.deps.logger.error({ operationId: run.operation.id, err: error }, 'an operation failed unexpectedly')
  const detail = error instanceof Error ? error.message : String(error)
  return failureProblem(new Failure('internal', { detail, cure: 'Try again; the worker’s log has the details.' }), show)
}

/** One-off containers of this operation, when it has ended. */
async function removeLeftovers(run: Run): Promise<void> {
  await run.engine.removeOneOffs(run.operation.id, AbortSignal.timeout(30_000)).catch((error) => {
    run.deps.logger.warn({ operationId: run.operation.id, error: String(error) }, 'one-off containers were left')
  })
}
