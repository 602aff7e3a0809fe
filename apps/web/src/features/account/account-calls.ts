import { account, oidcStart, passkeyOptions, recoveryCodes, session, totpSetup } from '@fun/contract/accounts'
import { page } from '@fun/contract/resources'
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

const post = (path: string, body?: object) => callApi(z.unknown(), path, { method: 'POST', ...(body && { body }) })
const remove = (path: string) => callApi(z.unknown(), path, { method: 'DELETE' })

export const accountKey = ['account']
export const accountQuery = {
  queryKey: accountKey,
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(account, '/account', { signal }),
}
/** Other browsers come and go unseen: asked for anew whenever the page is opened. */
export const sessionsQuery = {
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(page(session), '/sessions?limit=100', { signal }),
  staleTime: 0,
}

export const rename = (name: string) => callApi(account, '/account', { method: 'PATCH', body: { name } })
export const changePassword = (body: { currentPassword?: string; newPassword: string }) =>
  post('/account/password', body)
export const confirmSession = (body: { password: string; code?: string }) => post('/account/confirm', body)
export const beginTotp = () => callApi(totpSetup, '/account/totp', { method: 'POST' })
export const confirmTotp = (code: string) =>
  callApi(recoveryCodes, '/account/totp/confirm', { method: 'POST', body: { code } })
export const removeTotp = () => remove('/account/totp')
export const renewRecoveryCodes = () => callApi(recoveryCodes, '/account/recovery-codes', { method: 'POST' })
export const removePasskey = (id: string) => remove(`/account/passkeys/${id}`)
export const removeIdentity = (id: string) => remove(`/account/identities/${id}`)
export const endSession = (id: string) => remove(`/sessions/${id}`)
export const endOtherSessions = () => remove('/sessions')

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const creationOptions = passkeyOptions.extend({ options: z.custom<PublicKeyCredentialCreationOptionsJSON>(isObject) })

/** Lets the browser make a passkey and tells the API its public half. Throws what the browser throws when the person lets it be. */
export async function addPasskey(name: string): Promise<void> {
  const { ticket, options } = await callApi(creationOptions, '/account/passkeys/options', { method: 'POST' })
  const response = await startRegistration({ optionsJSON: options })
  await post('/account/passkeys', { ticket, name, response })
}

/** Leaves for the provider; the browser comes back to the account's page. */
export async function tieIdentity(provider: string): Promise<void> {
  const { url } = await callApi(oidcStart, `/account/identities/${provider}`, { method: 'POST' })
  window.location.assign(url)
}
