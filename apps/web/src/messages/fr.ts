import type { Messages } from './en.ts'
import { account } from './fr/account.ts'
import { actions } from './fr/actions.ts'
import { common } from './fr/common.ts'
import { configuration } from './fr/configuration.ts'
import { environment } from './fr/environment.ts'
import { errors } from './fr/errors.ts'
import { fleet } from './fr/fleet.ts'
import { log } from './fr/log.ts'
import { members } from './fr/members.ts'
import { operation } from './fr/operation.ts'
import { places } from './fr/places.ts'
import { session } from './fr/session.ts'
import { shell } from './fr/shell.ts'
import { signIn } from './fr/sign-in.ts'
import { status } from './fr/status.ts'
import { terminal } from './fr/terminal.ts'
import { tokens } from './fr/tokens.ts'

/** French. Vocabulary: docs/vocabulary.md and the direction of the portal's words. */
export const french: Messages = {
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
