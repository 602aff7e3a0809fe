import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** Exchanges the owner token for the session cookie, which scripts cannot read. Throws ApiRefusal when it is not valid. */
export async function signIn(token: string): Promise<void> {
  await callApi(z.unknown(), '/session', { method: 'POST', body: { token: token.trim() } })
}

/** Ends the session of this browser; the token stays valid. */
export async function signOut(): Promise<void> {
  await callApi(z.unknown(), '/session', { method: 'DELETE' })
}
