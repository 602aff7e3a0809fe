import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { channelInclude, presentChannel } from './present.ts'

/** Channels, newest first. */
export async function listChannels(deps: Deps, page: PageRequest) {
  const rows = await deps.store.notificationChannel.findMany({ include: channelInclude, ...pageArguments(page) })
  return toPage(rows, page, presentChannel)
}

/** A channel by name or id. Throws `not-found`. */
export async function findChannel(deps: Deps, nameOrId: string) {
  return presentChannel(await loadChannel(deps, nameOrId))
}

/** A channel's row. Throws `not-found`. */
export async function loadChannel(deps: Deps, nameOrId: string) {
  const row = await deps.store.notificationChannel.findUnique({ where: byNameOrId(nameOrId), include: channelInclude })
  if (row === null) throw new CodedError('not-found', `There is no notification channel ${nameOrId}.`)
  return row
}
