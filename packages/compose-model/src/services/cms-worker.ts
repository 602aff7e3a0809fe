import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { type Dependencies, workerService } from './application.ts'

/** Runs the tasks of the CMS, unless their number is 0: then they run inside the request. */
export function cmsWorkerService(
  context: RenderContext,
  configuration: ConfigurationSet,
  dependencies: Dependencies,
): ComposeService | undefined {
  return workerService(context, configuration, 'cms', dependencies)
}
