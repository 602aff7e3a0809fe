import { endSessionsOf, requireUserSession } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Ends all of one's own sessions but the one that asks. */
export async function endOtherSessions({ deps, principal }: UseCaseContext): Promise<void> {
  const { userId, sessionId } = requireUserSession(principal)
  await deps.store.$transaction(async (transaction) => {
    const sessionsEnded = await endSessionsOf(transaction, userId, sessionId)
    await audit(transaction, principal, 'session.revoke', principal.name, { sessionsEnded })
  })
  deps.bus.publish(channels.access, '')
}
