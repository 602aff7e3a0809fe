import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import type { ConfigurationSet } from '../rendered-environment.ts'
import { type Dependencies, webService } from './application.ts'

/** The CMS (Studio): where courses are made. People sign in through the LMS. */
export function cmsService(
  context: RenderContext,
  configuration: ConfigurationSet,
  dependencies: Dependencies,
): ComposeService {
  return webService(context, configuration, 'cms', dependencies)
}
