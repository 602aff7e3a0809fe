import type { Messages } from './en.ts'
import { about } from './fr/about.ts'
import { account } from './fr/account.ts'
import { actions } from './fr/actions.ts'
import { audit } from './fr/audit.ts'
import { builds } from './fr/builds.ts'
import { common } from './fr/common.ts'
import { configuration } from './fr/configuration.ts'
import { domains } from './fr/domains.ts'
import { environment } from './fr/environment.ts'
import { errors } from './fr/errors.ts'
import { fleet } from './fr/fleet.ts'
import { log } from './fr/log.ts'
import { members } from './fr/members.ts'
import { metrics } from './fr/metrics.ts'
import { notifications } from './fr/notifications.ts'
import { operation } from './fr/operation.ts'
import { places } from './fr/places.ts'
import { secrets } from './fr/secrets.ts'
import { session } from './fr/session.ts'
import { settings } from './fr/settings.ts'
import { shell } from './fr/shell.ts'
import { signIn } from './fr/sign-in.ts'
import { status } from './fr/status.ts'
import { terminal } from './fr/terminal.ts'
import { tokens } from './fr/tokens.ts'
import { webhooks } from './fr/webhooks.ts'

/** French. Vocabulary: docs/vocabulary.md and the direction of the portal's words. */
export const french: Messages = {
  about,
  account,
  actions,
  audit,
  builds,
  common,
  configuration,
  domains,
  environment,
  errors,
  fleet,
  log,
  members,
  metrics,
  notifications,
  operation,
  places,
  secrets,
  session,
  settings,
  shell,
  signIn,
  status,
  terminal,
  tokens,
  webhooks,
}
