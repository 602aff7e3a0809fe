import type { WebhookProviderName } from '@fun/contract/resources'
import { bitbucket } from './bitbucket.ts'
import { generic } from './generic.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import type { WebhookProvider } from './provider.ts'

/** Every git host whose deliveries are understood. */
export const webhookProviders: Readonly<Record<WebhookProviderName, WebhookProvider>> = {
  github,
  gitlab,
  gitea,
  bitbucket,
  generic,
}
