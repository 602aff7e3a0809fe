import type { Deps } from '../../deps.ts'
import type { ContainerEngine, EngineLogLine } from '../../ports.ts'
import { heartbeatMs, type LogReply, type LogRequest, logChannels, logRequest, silenceMsMax } from './live-logs.ts'

type LiveLogDeps = Pick<Deps, 'bus' | 'redis' | 'config' | 'logger'> & { engine: Pick<ContainerEngine, 'logs'> }
type LineListener = (line: EngineLogLine) => void

const linesPerMessageMax = 200
const batchDelayMs = 50

/**
 * The worker's side of live logs: answers requests of the API until the signal aborts. One follower per container, however many
 * people look. Every worker hears a request; the first to take it in Redis answers.
 */
export function serveLiveLogs(deps: LiveLogDeps, signal: AbortSignal): void {
  const followers = createFollowers(deps, signal)
  const unsubscribe = deps.bus.subscribe(logChannels.requests, (message) => {
    const request = logRequest.parse(JSON.parse(message))
    void takeRequest(deps, request)
      .then((taken) => (taken ? answer(deps, followers, request, signal) : undefined))
      .catch((error) => deps.logger.debug({ error: String(error) }, 'a log request was lost'))
  })
  signal.addEventListener('abort', unsubscribe, { once: true })
}

/** A container is followed by one worker: requests for it go to the one that follows it already. */
async function takeRequest(deps: LiveLogDeps, request: LogRequest): Promise<boolean> {
  const { impatient } = deps.redis
  const key = `${deps.config.redisPrefix}:log-follower:${request.containerIds[0]}`
  const mine = deps.config.workerId
  const first = await impatient.set(key, mine, 'PX', silenceMsMax, 'NX')
  if (first === null && (await impatient.get(key)) !== mine) return false
  await impatient.pexpire(key, silenceMsMax)
  const requestKey = `${deps.config.redisPrefix}:log-request:${request.requestId}`
  return (await impatient.set(requestKey, mine, 'PX', 3_600_000, 'NX')) !== null
}

/** History first, then what the shared follower brings; lines that both have are sent once, by their time. */
async function answer(
  deps: LiveLogDeps,
  followers: Followers,
  request: LogRequest,
  workerSignal: AbortSignal,
): Promise<void> {
  const reader = new AbortController()
  const signal = AbortSignal.any([workerSignal, reader.signal])
  const reply = (message: LogReply) => deps.bus.publish(logChannels.reply(request.requestId), JSON.stringify(message))
  const sender = batchLines((lines) => reply({ kind: 'lines', lines }))
  let heardAt = Date.now()
  const unsubscribe = deps.bus.subscribe(logChannels.reading(request.requestId), () => {
    heardAt = Date.now()
  })
  const beat = setInterval(() => {
    if (Date.now() - heardAt > silenceMsMax) reader.abort()
    else reply({ kind: 'alive' })
  }, heartbeatMs)
  reply({ kind: 'alive' })
  try {
    await Promise.all(
      request.containerIds.map((containerId) =>
        relay(deps, followers, { ...request, containerId }, sender.add, signal),
      ),
    )
    sender.flush()
    reply({ kind: 'end' })
  } catch (error) {
    sender.flush()
    if (!signal.aborted) reply({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) })
  } finally {
    clearInterval(beat)
    unsubscribe()
  }
}

async function relay(
  deps: LiveLogDeps,
  followers: Followers,
  request: LogRequest & { containerId: string },
  send: LineListener,
  signal: AbortSignal,
): Promise<void> {
  const early: EngineLogLine[] = []
  let historyEndsAt: string | undefined
  const listen: LineListener = (line) => {
    if (historyEndsAt === undefined) early.push(line)
    else if (line.at > historyEndsAt) send(line)
  }
  const following = request.follow ? followers.follow(request.containerId, listen, signal) : undefined
  following?.catch(() => undefined)
  let lastAt = ''
  await deps.engine.logs(
    request.containerId,
    {
      tail: request.tail,
      follow: false,
      ...(request.since === undefined ? {} : { since: Date.parse(request.since) / 1_000 }),
    },
    (line) => {
      lastAt = line.at > lastAt ? line.at : lastAt
      send(line)
    },
    signal,
  )
  historyEndsAt = lastAt
  for (const line of early) if (line.at > lastAt) send(line)
  await following
}

type Followers = ReturnType<typeof createFollowers>

function createFollowers(deps: LiveLogDeps, workerSignal: AbortSignal) {
  const running = new Map<string, { listeners: Set<LineListener>; stop: AbortController; ended: Promise<void> }>()
  const start = (containerId: string) => {
    const listeners = new Set<LineListener>()
    const stop = new AbortController()
    const since = Math.floor(Date.now() / 1000) - 1
    const toAll = (line: EngineLogLine) => {
      for (const listener of listeners) listener(line)
    }
    const ended = deps.engine
      .logs(containerId, { since, follow: true }, toAll, AbortSignal.any([workerSignal, stop.signal]))
      .finally(() => {
        if (running.get(containerId)?.stop === stop) running.delete(containerId)
      })
    const follower = { listeners, stop, ended }
    running.set(containerId, follower)
    return follower
  }
  return {
    /** Resolves when the container's log ends or the signal aborts; the follower stops with its last listener. */
    async follow(containerId: string, listener: LineListener, signal: AbortSignal): Promise<void> {
      const follower = running.get(containerId) ?? start(containerId)
      follower.listeners.add(listener)
      const key = `${deps.config.redisPrefix}:log-follower:${containerId}`
      const keep = setInterval(
        () => void deps.redis.impatient.pexpire(key, silenceMsMax).catch(() => undefined),
        heartbeatMs,
      )
      try {
        await Promise.race([follower.ended, aborted(signal)])
      } finally {
        clearInterval(keep)
        follower.listeners.delete(listener)
        if (follower.listeners.size === 0) {
          follower.stop.abort()
          if (running.get(containerId) === follower) running.delete(containerId)
        }
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function batchLines(send: (lines: EngineLogLine[]) => void) {
  let lines: EngineLogLine[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const batch = lines
    lines = []
    if (batch.length > 0) send(batch)
  }
  return {
    flush,
    add(line: EngineLogLine) {
      lines.push(line)
      if (lines.length >= linesPerMessageMax) flush()
      else timer ??= setTimeout(flush, batchDelayMs)
    },
  }
}
