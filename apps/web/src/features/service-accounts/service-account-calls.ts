import { serviceAccount } from '@fun/contract/access'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import { rolesBody } from '#features/members/member-calls.ts'
import type { Held } from '#features/members/roles-dialog.tsx'
import { callApi } from '#lib/api-client.ts'

const pathOf = (name: string) => `/service-accounts/${encodeURIComponent(name)}`

/** Beneath this key everything of service accounts is remembered. */
export const serviceAccountsKey = ['service-accounts']
/** Others change these too: asked for anew whenever the page is opened. */
const staleTime = 0
export const serviceAccountsQuery = {
  queryKey: serviceAccountsKey,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    callApi(page(serviceAccount), '/service-accounts?limit=200', { signal }),
  staleTime,
}
export const serviceAccountQuery = (name: string) => ({
  queryKey: [...serviceAccountsKey, name],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(serviceAccount, pathOf(name), { signal }),
  staleTime,
})

export const createServiceAccount = ({ name, held }: { name: string; held: readonly Held[] }) =>
  callApi(serviceAccount, '/service-accounts', { method: 'POST', body: { name, ...rolesBody(held) } })
export const putServiceAccountRoles = (name: string, held: readonly Held[]) =>
  callApi(serviceAccount, `${pathOf(name)}/roles`, { method: 'PUT', body: rolesBody(held) })
export const setServiceAccountDisabled = (name: string, disabled: boolean) =>
  callApi(serviceAccount, pathOf(name), { method: 'PATCH', body: { disabled } })
export const removeServiceAccount = (name: string) => callApi(z.unknown(), pathOf(name), { method: 'DELETE' })
