import { member } from '@fun/contract/access'
import { createdInvitation, invitation } from '@fun/contract/accounts'
import type { Role } from '@fun/contract/policy'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'
import type { Held } from './roles-dialog.tsx'

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
export const removeMember = (id: string) => callApi(z.unknown(), `/members/${id}`, { method: 'DELETE' })

/** Roles as the API takes them. */
export const rolesBody = (held: readonly Held[]) => ({
  roles: held.map(({ role, environment }) => ({ role, environment: environment?.id ?? null })),
})
/** Gives exactly these roles. */
export const putRoles = ({ id, held }: { id: string; held: readonly Held[] }) =>
  callApi(member, `/members/${id}/roles`, { method: 'PUT', body: rolesBody(held) })
