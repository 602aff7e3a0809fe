import { account } from './en/account.ts'
import { actions } from './en/actions.ts'
import { common } from './en/common.ts'
import { configuration } from './en/configuration.ts'
import { environment } from './en/environment.ts'
import { errors } from './en/errors.ts'
import { fleet } from './en/fleet.ts'
import { log } from './en/log.ts'
import { members } from './en/members.ts'
import { operation } from './en/operation.ts'
import { places } from './en/places.ts'
import { session } from './en/session.ts'
import { shell } from './en/shell.ts'
import { signIn } from './en/sign-in.ts'
import { status } from './en/status.ts'
import { terminal } from './en/terminal.ts'
import { tokens } from './en/tokens.ts'

/** Everything the portal says, by area. The other languages have exactly these messages: their files are typed by this one. */
export const english = {
  account,
  actions,
  members,
  signIn,
  common,
  configuration,
  environment,
  errors,
  fleet,
  log,
  operation,
  places,
  session,
  shell,
  status,
  terminal,
  tokens,
}
export type Messages = typeof english
