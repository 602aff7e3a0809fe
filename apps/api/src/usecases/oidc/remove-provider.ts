import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findProvider } from './find-provider.ts'

/** Removes a provider with all ties to it, and ends the sessions that it opened. Throws `not-found`. */
export async function removeProvider({ deps, principal }: UseCaseContext, name: string): Promise<void> {
  await deps.store.$transaction(async (transaction) => {
    const { id } = await findProvider(transaction, name)
    await transaction.oidcProvider.delete({ where: { id } })
    const { count } = await transaction.session.deleteMany({ where: { method: `oidc:${name}` } })
    await audit(transaction, principal, 'oidc-provider.remove', name, { sessionsEnded: count })
  })
  deps.bus.publish(channels.access, '')
}
