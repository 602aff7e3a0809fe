import type { FastifyRateLimitStore } from '@fastify/rate-limit'
import type { Redis } from 'ioredis'
import { z } from 'zod'

/** So many counters of one process are kept while Redis is away; the oldest go first. */
const countersMax = 10_000

interface Counter {
  current: number
  endsAt: number
}

const route = z.object({
  routeInfo: z.object({ method: z.union([z.string(), z.array(z.string())]), url: z.string() }),
})

type Counted = Parameters<FastifyRateLimitStore['incr']>[1]

/**
 * Counts requests per key and window in Redis, so that several API processes share one limit. While Redis is away each process counts by
 * itself: limits get softer, never absent. Fixed windows: the first request of a key starts one.
 */
export class LimitStore implements FastifyRateLimitStore {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #own: Map<string, Counter>

  constructor(redis: Redis, prefix: string, own = new Map<string, Counter>()) {
    this.#redis = redis
    this.#prefix = prefix
    this.#own = own
  }

  incr(key: string, counted: Counted, windowMs: number): void {
    const name = `${this.#prefix}${key}`
    this.#inRedis(name, windowMs)
      .catch(() => this.#inMemory(name, windowMs))
      .then((result) => counted(null, result))
  }

  /** The library hands over the route as `routeInfo`, whatever its types say. */
  child(options: unknown): LimitStore {
    const { method, url } = route.parse(options).routeInfo
    return new LimitStore(this.#redis, `${this.#prefix}${String(method)}${url}:`, this.#own)
  }

  async #inRedis(name: string, windowMs: number): Promise<{ current: number; ttl: number }> {
    const answers = await this.#redis.multi().set(name, 0, 'PX', windowMs, 'NX').incr(name).pttl(name).exec()
    const [current, ttl] = [answers?.[1]?.[1], answers?.[2]?.[1]]
    if (typeof current !== 'number' || typeof ttl !== 'number') throw new Error('Redis did not count')
    return { current, ttl: Math.max(ttl, 0) }
  }

  #inMemory(name: string, windowMs: number): { current: number; ttl: number } {
    const now = Date.now()
    const known = this.#own.get(name)
    const counter = known === undefined || known.endsAt <= now ? { current: 0, endsAt: now + windowMs } : known
    counter.current += 1
    this.#own.delete(name)
    this.#own.set(name, counter)
    for (const oldest of this.#own.keys()) {
      if (this.#own.size <= countersMax) break
      this.#own.delete(oldest)
    }
    return { current: counter.current, ttl: counter.endsAt - now }
  }
}
