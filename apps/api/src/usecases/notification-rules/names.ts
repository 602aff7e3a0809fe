import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'

/** The id of the channel that a rule's field names. Throws `invalid-request`. */
export async function channelIdOf(deps: Deps, channel: string): Promise<string> {
  const row = await deps.store.notificationChannel.findUnique({ where: byNameOrId(channel), select: { id: true } })
  if (row === null) throw unknown('channel', `There is no notification channel ${channel}.`)
  return row.id
}

/** The id of the environment that a rule's field names; null stays null. Throws `invalid-request`. */
export async function environmentIdOf(deps: Deps, environment: string | null): Promise<string | null> {
  if (environment === null) return null
  const row = await deps.store.environment.findUnique({ where: byNameOrId(environment), select: { id: true } })
  if (row === null) throw unknown('environment', `There is no environment ${environment}.`)
  return row.id
}

const unknown = (path: string, message: string): CodedError =>
  new CodedError('invalid-request', message, { errors: [{ path, message }] })
