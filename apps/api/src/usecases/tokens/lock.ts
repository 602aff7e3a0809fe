import type { StoreTransaction } from '../../adapters/store/client.ts'
import { ownerIdOf, type Principal } from '../../policy/principal.ts'

/** Tokens of one owner are made and revoked one after the other: none is made by a token that is being revoked. */
export async function lockTokens(
  transaction: StoreTransaction,
  owner: Pick<Principal, 'userId' | 'serviceAccountId'>,
): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`tokens:${ownerIdOf(owner)}`}))`
}
