import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { type Dependencies, webService } from './application.ts'

/** The LMS: what learners see. */
export function lmsService(
  context: RenderContext,
  configuration: ConfigurationSet,
  dependencies: Dependencies,
): ComposeService {
  return webService(context, configuration, 'lms', dependencies)
}
