import { page } from '@fun/contract/resources'
import { installationSetting } from '@fun/contract/settings'
import type { Deps } from '../deps.ts'
import { listSettings } from '../usecases/settings/list.ts'
import type { Api } from './api.ts'

/** How the installation runs. */
export function settingsRoutes(app: Api, deps: Deps): void {
  app.get(
    '/settings',
    {
      config: { policy: 'settings:read' },
      schema: {
        operationId: 'listSettings',
        summary: 'How the installation was told to run',
        tags: ['catalogue'],
        response: { 200: page(installationSetting) },
      },
    },
    async () => ({ items: listSettings(deps.config), nextCursor: null }),
  )
}
