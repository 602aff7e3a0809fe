import { about } from '@fun/contract/about'
import type { Deps } from '../deps.ts'
import { showAbout } from '../usecases/about/show.ts'
import type { Api } from './api.ts'

/** What this installation is. */
export function aboutRoutes(app: Api, deps: Deps): void {
  app.get(
    '/about',
    {
      config: { policy: 'api:read' },
      schema: {
        operationId: 'getAbout',
        summary: 'Versions of the portal and of what it stands on, and what changed with them',
        tags: ['catalogue'],
        response: { 200: about },
      },
    },
    () => showAbout(deps),
  )
}
