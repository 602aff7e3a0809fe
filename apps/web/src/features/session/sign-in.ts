import { invitationLook, passkeyOptions, signInOptions, signInState } from '@fun/contract/accounts'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

const post = (path: string, body?: object) => callApi(z.unknown(), path, { method: 'POST', ...(body && { body }) })

/** Exchanges the owner token for the session cookie, which scripts cannot read. Throws ApiRefusal when it is not valid. */
export async function signIn(token: string): Promise<void> {
  await post('/session', { token: token.trim() })
}

/** The ways in that this installation offers. */
export const signInOptionsQuery = {
  queryKey: ['session', 'options'],
  queryFn: ({ signal }: { signal: AbortSignal }) => callApi(signInOptions, '/session/options', { signal }),
}

/** The first step; `second-factor` wants a code for its ticket. */
export const signInWithPassword = (body: { email: string; password: string }) =>
  callApi(signInState, '/session/password', { method: 'POST', body })

/** The second step. */
export const signInWithSecondFactor = (body: { ticket: string } & ({ code: string } | { recoveryCode: string })) =>
  callApi(signInState, '/session/second-factor', { method: 'POST', body })

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const requestOptions = passkeyOptions.extend({ options: z.custom<PublicKeyCredentialRequestOptionsJSON>(isObject) })

/** Lets the browser ask for a passkey. Throws what the browser throws when the person lets it be. */
export async function signInWithPasskey(): Promise<void> {
  const { ticket, options } = await callApi(requestOptions, '/session/passkey/options', { method: 'POST' })
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const response = await startAuthentication({ optionsJSON: options })
  await post('/session/passkey', { ticket, response })
}

/** Where the browser goes to sign in with a provider; it comes back to `to`. */
export const providerAddress = (name: string, to: string): string =>
  `/api/v1/oidc/${name}/start?to=${encodeURIComponent(to)}`

/** Asks for a mail with a link. The answer is the same for every address. */
export const askPasswordReset = (email: string) => post('/password-resets', { email })
/** Sets the password that a link allows. */
export const usePasswordReset = (body: { token: string; password: string }) => post('/password-resets/use', body)
/** The first person of an installation. */
export const makeFirstAccount = (body: { name: string; email: string; password: string }) =>
  post('/account/first-run', body)
/** What an invitation gives. */
export const lookAtInvitation = (token: string) =>
  callApi(invitationLook, '/invitations/look', { method: 'POST', body: { token } })
/** Makes the invited account and signs it in. */
export const acceptInvitation = (body: { token: string; email: string; name: string; password: string }) =>
  post('/invitations/accept', body)
