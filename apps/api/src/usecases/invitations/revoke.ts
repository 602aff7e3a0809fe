import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Makes an open invitation void. Throws `not-found`, also for one that was accepted. */
export async function revokeInvitation({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  await deps.store.$transaction(async (transaction) => {
    const [row] = await transaction.invitation.updateManyAndReturn({
      where: { id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    if (row === undefined) throw new CodedError('not-found', `There is no open invitation ${id}.`)
    await audit(transaction, principal, 'member.uninvite', row.email)
  })
}
