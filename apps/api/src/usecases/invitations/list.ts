import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { invitationInclude, presentInvitation } from './present.ts'

/** All invitations, newest first, without their links. */
export async function listInvitations(deps: Deps, page: PageRequest) {
  const rows = await deps.store.invitation.findMany({ include: invitationInclude, ...pageArguments(page) })
  return toPage(rows, page, presentInvitation)
}
