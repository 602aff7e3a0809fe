import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Connections to Redis, by what they may do when it is away. */
export interface RedisConnections {
  /** Fails at once instead of waiting: nobody's request hangs because the transport is down. */
  impatient: Redis
  /** Only subscribes; subscribes again by itself after a reconnect. */
  subscriber: Redis
  /** A connection of BullMQ's blocking kind; the caller (a worker) closes it. */
  blocking(): Redis
  close(): Promise<void>
}

const retryStrategy = (attempt: number): number => Math.min(100 * attempt, 2_000)

/** Opens lazily; errors are logged once per outage and never thrown, because Redis is only transport. */
export function connectRedis(url: string, logger: Logger): RedisConnections {
  const open = (role: string, options: { patient: boolean }) => {
    const redis = new Redis(url, {
      maxRetriesPerRequest: options.patient ? null : 0,
      enableOfflineQueue: options.patient,
      connectTimeout: 5_000,
      ...(options.patient ? {} : { commandTimeout: 3_000 }),
      retryStrategy,
    })
    let down = false
    redis.on('error', (error: Error) => {
      if (!down) logger.warn({ role, error: error.message }, 'Redis is not reachable; it is tried again')
      down = true
    })
    redis.on('ready', () => {
      down = false
    })
    return redis
  }
  const impatient = open('impatient', { patient: false })
  const subscriber = open('subscriber', { patient: true })
  return {
    impatient,
    subscriber,
    blocking: () => open('blocking', { patient: true }),
    async close() {
      subscriber.disconnect()
      impatient.disconnect()
    },
  }
}
