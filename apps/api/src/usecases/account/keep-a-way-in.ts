import type { Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'

/**
 * Refuses, in the transaction that took one away, to leave somebody without any way to sign in; of two that take one away each, the second waits for the first. Throws
 * `last-way-in`.
 */
export async function keepAWayIn(transaction: Prisma.TransactionClient, userId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "User" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`
  const { password, _count } = await transaction.user.findUniqueOrThrow({
    where: { id: userId },
    select: { password: { select: { userId: true } }, _count: { select: { passkeys: true, identities: true } } },
  })
  if (password !== null || _count.passkeys + _count.identities > 0) return
  throw new CodedError('last-way-in', 'This is the only way in that the account has.')
}
