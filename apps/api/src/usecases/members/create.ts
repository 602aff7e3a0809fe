import type { StoreTransaction } from '../../adapters/store/client.ts'
import type { User } from '../../adapters/store/generated/client.ts'

/** E-mail addresses are told apart without regard to case, as mail hosts do. */
export const normalizedEmail = (email: string): string => email.trim().toLowerCase()

/**
 * Writes a person without any role or way to sign in, in the caller's transaction, which also gives roles and writes the audit. A taken address is a unique
 * violation.
 */
export function createUser(
  transaction: StoreTransaction,
  { email, name }: { email: string; name: string },
): Promise<User> {
  return transaction.user.create({ data: { email: normalizedEmail(email), name: name.trim() } })
}
