import type { StoreTransaction } from '../../adapters/store/client.ts'
import { CodedError } from '../../errors.ts'

/** People who are owners of the installation and not disabled. */
export const countOwners = (transaction: StoreTransaction): Promise<number> =>
  transaction.user.count({
    where: { disabledAt: null, roles: { some: { role: 'owner', environmentId: null } } },
  })

/** After a change, under the lock of roles. Throws `last-owner` when it leaves nobody who is an owner. */
export async function requireOwnerLeft(transaction: StoreTransaction, before: number): Promise<void> {
  if (before > 0 && (await countOwners(transaction)) === 0)
    throw new CodedError('last-owner', 'This is the last owner: nobody could undo it.')
}
