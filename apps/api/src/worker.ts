import { setTimeout as sleep } from 'node:timers/promises'
import { DelayedError, type Job as QueueJob, UnrecoverableError, Worker } from 'bullmq'
import { serveLiveLogs } from './adapters/queue/live-log-server.ts'
import { operationQueueName } from './adapters/queue/operation-queue.ts'
import { serveQuestions } from './adapters/queue/question-server.ts'
import { reportStatuses } from './commit-statuses/report.ts'
import type { WorkerDeps } from './deps.ts'
import { keepHouse } from './housekeeping.ts'
import { runOperation } from './jobs/run-operation.ts'
import { forgetOldNotifications } from './notifications/forget-old.ts'
import { createSenders } from './notifications/senders.ts'
import { observeHost } from './observer.ts'
import { claimOperation } from './operations/claim.ts'
import { sweepOperations } from './operations/sweep.ts'
import { pollSources } from './pushes/poll.ts'
import { createAnswerers } from './questions/answerers.ts'
import { keepSamples } from './samples/keep.ts'
import { sampleEveryMinute } from './samples/sampler.ts'
import { StackWatch } from './stack-watch.ts'
import { serveTerminals } from './terminals/serve.ts'
import { sweepTerminals } from './terminals/sweep.ts'

export interface Workers {
  /** Takes nothing new, gives back what runs, and resolves when that is written. */
  stop(): Promise<void>
}

/** Longest wait until a source that is due is polled; the due time itself is on its row. */
const pollRoundSecondsMax = 5

/** Between two looks for deploys that a git host has not been told of. */
const statusRoundSeconds = 5

/** Between two looks for terminals that nobody holds; each has its time on its row. */
const terminalRoundSeconds = 15

/** Between two looks for messages that are due. */
const messageRoundSeconds = 2

/** A host of which the engine tells nothing, and on which nothing is done, is looked at so often. */
const restSecondsMax = 30

/** A worker is thought dead by BullMQ after this; only a knock depends on it, the row decides. */
const lockDurationMs = 10_000

/**
 * Takes operations until stopped. A knock comes over Redis; the sweeper finds by itself, from rows, what Redis has forgotten or a
 * dead worker has left. Several workers may run: claiming decides who has an operation.
 */
export async function startWorkers(deps: WorkerDeps): Promise<Workers> {
  const stopping = new AbortController()
  const running = new Map<string, Promise<unknown>>()
  const holder = deps.config.workerId

  /** Claims and runs. Milliseconds to wait when it is not its turn. */
  const attend = async (operationId: string): Promise<number | undefined> => {
    if (stopping.signal.aborted || running.has(operationId)) return undefined
    const attempt = (async () => {
      const result = await claimOperation(deps, { operationId, holder })
      if (result.kind === 'waiting') return result.retryAfterMs
      if (result.kind === 'claimed') await runOperation(deps, result.claim, stopping.signal)
      return undefined
    })()
    running.set(operationId, attempt)
    try {
      return await attempt
    } finally {
      running.delete(operationId)
    }
  }

  const connection = deps.redis.blocking()
  const worker = new Worker(
    operationQueueName,
    async (job: QueueJob<{ operationId: string }>, token) => {
      if (stopping.signal.aborted) throw new UnrecoverableError('the worker stops')
      const waitMs = await attend(job.data.operationId)
      if (waitMs === undefined) return
      await job.moveToDelayed(Date.now() + waitMs, token)
      throw new DelayedError()
    },
    {
      connection,
      prefix: deps.config.redisPrefix,
      concurrency: 32,
      lockDuration: lockDurationMs,
      stalledInterval: lockDurationMs / 2,
      maxStalledCount: 1_000,
      skipVersionCheck: true,
    },
  )
  worker.on('error', (error) => deps.logger.debug({ error: error.message }, 'queue'))

  const watch = new StackWatch()
  let observedMs = 0
  let wasBusy = true
  /** What an operation writes at its end, such as what a stack is meant to be, is told by no engine: the look after it sees that. */
  const observe = async () => {
    const busy = running.size > 0
    const news = watch.takeNews() || busy || wasBusy
    if (!news && Date.now() - observedMs < restSecondsMax * 1000) return
    // A look that fails is made again.
    wasBusy = true
    await observeHost(deps, stopping.signal, watch)
    wasBusy = busy
    observedMs = Date.now()
  }
  const loops = [
    watch.follow(deps, stopping.signal),
    everySeconds(deps, deps.config.sweepSeconds, stopping.signal, 'sweep', async () => {
      const { unattended } = await sweepOperations(deps)
      for (const operationId of unattended)
        void attend(operationId).catch((error) =>
          deps.logger.warn({ operationId, error: String(error) }, 'not attended'),
        )
    }),
    everySeconds(deps, deps.config.observeSeconds, stopping.signal, 'observe', observe),
    everySeconds(deps, Math.min(60, deps.config.retention.pruneSeconds || 60), stopping.signal, 'housekeeping', () =>
      keepHouse(deps),
    ),
    everySeconds(deps, statusRoundSeconds, stopping.signal, 'commit statuses', () =>
      reportStatuses(deps, stopping.signal),
    ),
  ]
  if (deps.config.pollSeconds > 0)
    loops.push(
      everySeconds(deps, Math.min(deps.config.pollSeconds, pollRoundSecondsMax), stopping.signal, 'poll', () =>
        pollSources(deps, stopping.signal),
      ),
    )
  loops.push(
    everySeconds(deps, 3_600, stopping.signal, 'forget notifications', () => forgetOldNotifications(deps.store)),
  )
  const senders = createSenders(deps, stopping.signal)
  loops.push(everySeconds(deps, messageRoundSeconds, stopping.signal, 'notify', () => senders.look()))
  loops.push(
    everySeconds(deps, terminalRoundSeconds, stopping.signal, 'sweep terminals', () =>
      sweepTerminals(deps, stopping.signal),
    ),
  )
  loops.push(sampleEveryMinute(deps, stopping.signal))
  loops.push(everySeconds(deps, 3_600, stopping.signal, 'keep samples', () => keepSamples(deps.store, new Date())))
  serveLiveLogs(deps, stopping.signal)
  const terminals = serveTerminals(deps)
  serveQuestions(deps, createAnswerers(deps), stopping.signal)
  deps.logger.info({ holder }, 'worker started')

  return {
    async stop() {
      stopping.abort(new WorkerStops())
      await Promise.allSettled([...running.values(), ...loops, senders.ended(), terminals.stop()])
      await worker.close(true).catch(() => undefined)
      connection.disconnect()
    },
  }
}

/** This process ends; its operations are given back for another worker. */
export class WorkerStops extends Error {
  override readonly name = 'WorkerStops'
}

async function everySeconds(
  deps: WorkerDeps,
  seconds: number,
  signal: AbortSignal,
  what: string,
  body: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await body().catch((error) =>
      deps.logger.warn({ what, error: String(error) }, 'a round failed; the next one comes'),
    )
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined)
  }
}
