import { requireUserSession } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Ends one of one's own sessions, at once. Throws `not-found`, also for somebody else's. */
export async function endOwnSession({ deps, principal }: UseCaseContext, id: string): Promise<void> {
  const { userId } = requireUserSession(principal)
  await deps.store.$transaction(async (transaction) => {
    const { count } = await transaction.session.deleteMany({ where: { id, userId } })
    if (count === 0) throw new CodedError('not-found', `There is no session ${id}.`)
    await audit(transaction, principal, 'session.revoke', principal.name, { session: id })
  })
  deps.bus.publish(channels.access, '')
}
