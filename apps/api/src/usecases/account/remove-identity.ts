import { requireFreshSession } from '../../accounts/sessions.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { keepAWayIn } from './keep-a-way-in.ts'

/** Takes one's own tie to a provider away. Throws `not-found`, `confirmation-needed`, `last-way-in`. */
export async function removeOwnIdentity({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  const { userId } = await requireFreshSession(deps, principal)
  await deps.store.$transaction(async (transaction) => {
    const identity = await transaction.oidcIdentity.findFirst({ where: { id, userId }, include: { provider: true } })
    if (identity === null) throw new CodedError('not-found', `There is no identity ${id}.`)
    await transaction.oidcIdentity.delete({ where: { id } })
    await keepAWayIn(transaction, userId)
    await audit(transaction, principal, 'account.identity-remove', principal.name, { provider: identity.provider.name })
  })
}
