import { makeOneTimeToken, oneTimeTokenHash } from '../../accounts/one-time-token.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'

const minutesValid = 60

/** Makes the path of a link with which a new password can be chosen, once, within an hour. It is the only time that it can be read. */
export async function makeResetPath(transaction: Prisma.TransactionClient, userId: string): Promise<string> {
  const token = makeOneTimeToken()
  const expiresAt = new Date(Date.now() + minutesValid * 60_000)
  await transaction.passwordReset.create({ data: { userId, hash: oneTimeTokenHash(token), expiresAt } })
  return `/reset-password#code=${token}`
}
