import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import type { EngineLogLine } from '../../ports.ts'

/** What the API asks of the workers; exactly one of them answers, on the channel of the request. */
export const logRequest = z.object({
  requestId: z.uuid(),
  containerIds: z.array(z.string()).min(1),
  tail: z.number().int().min(0),
  follow: z.boolean(),
  since: z.iso.datetime({ offset: true }).optional(),
})
export type LogRequest = z.infer<typeof logRequest>

export const logReply = z.discriminatedUnion('kind', [
  /** Sent at once and then every `heartbeatMs`, so that the reader knows a worker that died. */
  z.object({ kind: z.literal('alive') }),
  z.object({
    kind: z.literal('lines'),
    lines: z.array(z.object({ at: z.string(), stream: z.enum(['stdout', 'stderr']), text: z.string() })),
  }),
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.literal('failed'), detail: z.string() }),
])
export type LogReply = z.infer<typeof logReply>

export const logChannels = {
  requests: 'log-requests',
  reply: (requestId: string): string => `log-reply:${requestId}`,
  /** The reader is still there; the worker stops when it was not heard for `silenceMsMax`. */
  reading: (requestId: string): string => `log-reading:${requestId}`,
}
export const heartbeatMs = 4_000
export const silenceMsMax = 15_000
const firstAnswerMsMax = 6_000
const linesWaitingMax = 50_000

/**
 * Lines of containers' logs in batches, as a worker sends them: the last `tail` of each, then new ones when `follow`. Ends with the
 * containers or the signal. A reader that is too slow loses the oldest waiting lines and is told how many. Throws CodedError worker-unavailable.
 */
export async function* streamContainerLogs(
  deps: Pick<Deps, 'bus'>,
  wanted: Omit<LogRequest, 'requestId'>,
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine[]> {
  const requestId = randomUUID()
  const inbox = openInbox()
  const unsubscribe = deps.bus.subscribe(logChannels.reply(requestId), inbox.take)
  signal.addEventListener('abort', inbox.wake, { once: true })
  const ask = () => {
    if (inbox.answered()) deps.bus.publish(logChannels.reading(requestId), '')
    else deps.bus.publish(logChannels.requests, JSON.stringify({ requestId, ...wanted }))
    inbox.wake()
  }
  const asking = setInterval(() => ask(), 1_000)
  ask()
  try {
    while (!signal.aborted) {
      const lines = inbox.lines()
      if (lines.length > 0) yield lines
      else if (inbox.ended()) return
      else await inbox.next()
    }
  } finally {
    clearInterval(asking)
    signal.removeEventListener('abort', inbox.wake)
    unsubscribe()
  }
}

const observed = z.object({ services: z.array(z.object({ service: z.string(), containerId: z.string() })) })

/**
 * Log lines of all containers of a service, as a worker last saw them, in batches. Throws CodedError not-found when the service has no container,
 * worker-unavailable when nobody answers.
 */
export async function* requestLogs(
  deps: Pick<Deps, 'bus' | 'store'>,
  wanted: Omit<LogRequest, 'requestId' | 'containerIds'> & { environmentId: string; service: string },
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine[]> {
  const environment = await deps.store.environment.findUnique({
    where: { id: wanted.environmentId },
    select: { name: true, observedState: true },
  })
  const services = observed.safeParse(environment?.observedState).data?.services ?? []
  const containerIds = services.filter((each) => each.service === wanted.service).map((each) => each.containerId)
  if (containerIds.length === 0)
    throw new CodedError(
      'not-found',
      `The service ${wanted.service} of ${environment?.name ?? 'the environment'} has no container.`,
    )
  const { tail, follow, since } = wanted
  yield* streamContainerLogs(deps, { containerIds, tail, follow, since }, signal)
}

/** Collects replies until somebody reads them. `lines` throws when the worker failed or fell silent. */
function openInbox() {
  let waiting: EngineLogLine[] = []
  let dropped = 0
  let state: 'asked' | 'answered' | 'ended' = 'asked'
  let failure: string | undefined
  let heardAt = Date.now()
  let awaken: (() => void) | undefined
  const wake = () => awaken?.()
  return {
    wake,
    answered: () => state !== 'asked',
    ended: () => state === 'ended',
    take(message: string) {
      const reply = logReply.parse(JSON.parse(message))
      heardAt = Date.now()
      if (state === 'asked') state = 'answered'
      if (reply.kind === 'lines') waiting.push(...reply.lines)
      if (reply.kind === 'end') state = 'ended'
      if (reply.kind === 'failed') failure = reply.detail
      const tooMany = waiting.length - linesWaitingMax
      if (tooMany > 0) {
        waiting = waiting.slice(tooMany)
        dropped += tooMany
      }
      wake()
    },
    lines(): EngineLogLine[] {
      const lines = waiting
      waiting = []
      if (lines.length === 0 && failure !== undefined) throw new CodedError('unavailable', failure)
      const silentMs = Date.now() - heardAt
      if (state !== 'ended' && lines.length === 0 && silentMs > (state === 'asked' ? firstAnswerMsMax : silenceMsMax))
        throw new CodedError('worker-unavailable', 'No worker answered, so the log cannot be read.')
      const [first] = lines
      if (dropped === 0 || !first) return lines
      const notice = { at: first.at, stream: 'stderr' as const, text: `… ${dropped} lines were left out …` }
      dropped = 0
      return [notice, ...lines]
    },
    next: () =>
      new Promise<void>((resolve) => {
        awaken = resolve
      }),
  }
}
