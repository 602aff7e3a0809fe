import type { ComposeMount, ComposeService } from '../compose-project.ts'
import { imageTraits, type RenderContext } from '../render-context.ts'
import type { ServiceImageRole } from '../service-images.ts'
import { healthcheck, longRunning, memoryLimit } from './service-defaults.ts'

/** Data services that run as containers; nginx is no data service. */
export type DataServiceName = Exclude<ServiceImageRole, 'nginx'>

interface DataServiceOptions {
  name: DataServiceName
  command?: string[]
  environment?: Record<string, string>
  startPeriod: string
  memoryBytesMax: number | undefined
}

/** A database, cache or broker as a container: reached inside the network only, with its data on a volume of its name. */
export function dataService(context: RenderContext, options: DataServiceOptions): ComposeService {
  const traits = imageTraits(context, options.name)
  const environment = { ...traits.environment, ...options.environment }
  const volumes: ComposeMount[] =
    traits.dataPath === undefined ? [] : [{ type: 'volume', source: options.name, target: traits.dataPath }]
  return {
    image: context.input.images[options.name].reference,
    ...(options.command ? { command: options.command } : {}),
    ...(Object.keys(environment).length > 0 ? { environment } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(traits.healthcheck ? { healthcheck: healthcheck(traits.healthcheck, options.startPeriod) } : {}),
    ...memoryLimit(options.memoryBytesMax),
    ...longRunning(options.name, '60s'),
  }
}
