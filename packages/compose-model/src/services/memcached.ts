import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import { dataService } from './data-service.ts'

/** The cache, where it is memcached and not external. Sessions live in it: without eviction under load people stay signed in. */
export function memcachedService(context: RenderContext): ComposeService | undefined {
  const { cache } = context.specification
  if (cache.kind !== 'memcached' || cache.service.mode === 'external') return undefined
  const { memoryBytesMax } = cache.service
  const megabytes = memoryBytesMax === undefined ? 256 : Math.max(32, Math.floor((memoryBytesMax * 0.8) / 1_048_576))
  return dataService(context, {
    name: 'memcached',
    command: ['memcached', '-m', String(megabytes), '-I', '8m'],
    startPeriod: '10s',
    memoryBytesMax,
  })
}
