import { about } from './en/about.ts'
import { account } from './en/account.ts'
import { actions } from './en/actions.ts'
import { audit } from './en/audit.ts'
import { builds } from './en/builds.ts'
import { common } from './en/common.ts'
import { configuration } from './en/configuration.ts'
import { domains } from './en/domains.ts'
import { environment } from './en/environment.ts'
import { errors } from './en/errors.ts'
import { fleet } from './en/fleet.ts'
import { log } from './en/log.ts'
import { members } from './en/members.ts'
import { metrics } from './en/metrics.ts'
import { notifications } from './en/notifications.ts'
import { operation } from './en/operation.ts'
import { places } from './en/places.ts'
import { secrets } from './en/secrets.ts'
import { session } from './en/session.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
import { signIn } from './en/sign-in.ts'
import { status } from './en/status.ts'
import { terminal } from './en/terminal.ts'
import { tokens } from './en/tokens.ts'
import { webhooks } from './en/webhooks.ts'

/** Everything the portal says, by area. The other languages have exactly these messages: their files are typed by this one. */
export const english = {
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
export type Messages = typeof english
