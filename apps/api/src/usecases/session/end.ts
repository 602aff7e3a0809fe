import { endSession } from '../../accounts/sessions.ts'
import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Signs this browser out. */
export async function signOut({ deps, principal }: UseCaseContext, cookie: string | undefined): Promise<void> {
  if (cookie === undefined) return
  await deps.store.$transaction(async (transaction) => {
    await endSession(transaction, cookie)
    await audit(transaction, principal, 'session.end', principal.name)
  })
  deps.bus.publish(channels.access, '')
}
