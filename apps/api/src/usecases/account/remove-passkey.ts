import { endSessionsOf, requireFreshSession } from '../../accounts/sessions.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { keepAWayIn } from './keep-a-way-in.ts'

/** Takes one of one's own passkeys away and ends one's other sessions. Throws `not-found`, `confirmation-needed`, `last-way-in`. */
export async function removeOwnPasskey({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  const { userId, sessionId } = await requireFreshSession(deps, principal)
  await deps.store.$transaction(async (transaction) => {
    const passkey = await transaction.passkey.findFirst({ where: { id, userId } })
    if (passkey === null) throw new CodedError('not-found', `There is no passkey ${id}.`)
    await transaction.passkey.delete({ where: { id } })
    await keepAWayIn(transaction, userId)
    const sessionsEnded = await endSessionsOf(transaction, userId, sessionId)
    await audit(transaction, principal, 'account.passkey-remove', principal.name, { name: passkey.name, sessionsEnded })
  })
}
