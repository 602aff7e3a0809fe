import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { dataService } from './data-service.ts'

/** One Redis for cache and broker alike, where either is a Redis container. */
export function redisService(context: RenderContext): ComposeService | undefined {
  const { cache, broker } = context.specification
  const containers = [
    ...(cache.kind === 'redis' && cache.service.mode === 'container' ? [cache.service] : []),
    ...(broker.kind === 'redis' && broker.service.mode === 'container' ? [broker.service] : []),
  ]
  if (containers.length === 0) return undefined
  const limits = containers.flatMap(({ memoryBytesMax }) => (memoryBytesMax === undefined ? [] : [memoryBytesMax]))
  const memoryBytesMax = limits.length > 0 ? Math.max(...limits) : undefined
  return dataService(context, {
    name: 'redis',
    command: [
      'redis-server',
      '--requirepass',
      secretPlaceholder('REDIS_PASSWORD'),
      '--appendonly',
      'yes',
      // Only what may be lost (cached values have a lifetime, queues of tasks have none) gives way when memory is full.
      '--maxmemory-policy',
      'volatile-lru',
      ...(memoryBytesMax === undefined ? [] : ['--maxmemory', String(Math.floor(memoryBytesMax * 0.75))]),
    ],
    // redis-cli of the health check reads it.
    environment: { REDISCLI_AUTH: secretPlaceholder('REDIS_PASSWORD') },
    startPeriod: '20s',
    memoryBytesMax,
  })
}
