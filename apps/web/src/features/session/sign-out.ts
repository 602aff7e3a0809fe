import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** Ends the session of this browser; a token that it was made of stays valid. */
export async function signOut(): Promise<void> {
  await callApi(z.unknown(), '/session', { method: 'DELETE' })
}
