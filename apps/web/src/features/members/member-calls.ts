import { type Member, member } from '@fun/contract/access'
import { createdInvitation, invitation } from '@fun/contract/accounts'
import type { Role } from '@fun/contract/policy'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** Others change these too: asked for anew whenever the page is opened. */
const staleTime = 0
export const membersQuery = {
  queryKey: ['members'],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(page(member), '/members?limit=200', { signal }),
  staleTime,
}
export const invitationsQuery = {
  queryKey: ['invitations'],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(page(invitation), '/invitations?limit=200', { signal }),
  staleTime,
}

export type NewInvitation = { email: string; role: Role; environment?: string; expiresInHours: number }
export const invite = (body: NewInvitation) => callApi(createdInvitation, '/invitations', { method: 'POST', body })
export const revokeInvitation = (id: string) => callApi(z.unknown(), `/invitations/${id}`, { method: 'DELETE' })
export const setDisabled = ({ id, disabled }: { id: string; disabled: boolean }) =>
  callApi(member, `/members/${id}`, { method: 'PATCH', body: { disabled } })

/** Gives a role on the whole installation in place of the one held there; roles on environments stay. */
export const setInstallationRole = ({ of, role }: { of: Member; role: Role | null }) => {
  const there = of.roles.filter(({ environment }) => environment !== null)
  const roles = [
    ...(role === null ? [] : [{ role, environment: null }]),
    ...there.map((held) => ({ role: held.role, environment: held.environment?.id ?? null })),
  ]
  return callApi(member, `/members/${of.id}/roles`, { method: 'PUT', body: { roles } })
}
