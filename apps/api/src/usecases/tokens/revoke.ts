import { channels } from '../../adapters/queue/bus.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import type { TokenOwner } from './create.ts'
import { tokensOf } from './list.ts'
import { lockTokens } from './lock.ts'
import { reachOf } from './reach.ts'

/** Revokes a token of an owner, and those that were made with it; open streams end. Throws `not-found`, also for one that the principal does not reach. */
export async function revokeToken({ deps, principal }: UseCaseContext, owner: TokenOwner, id: string): Promise<void> {
  await deps.store.$transaction(async (transaction) => {
    await lockTokens(transaction, owner)
    const reach = await reachOf(transaction, principal, owner)
    const row = await transaction.apiToken.findFirst({ where: { id, ...tokensOf(owner), AND: reach } })
    if (row === null) throw new CodedError('not-found', `There is no token ${id}.`)
    const revoked = await transaction.$executeRaw`
      WITH RECURSIVE made AS (
        SELECT id FROM "ApiToken" WHERE id = ${id}::uuid
        UNION SELECT token.id FROM "ApiToken" token JOIN made ON token."madeById" = made.id)
      UPDATE "ApiToken" SET "revokedAt" = now() WHERE id IN (SELECT id FROM made) AND "revokedAt" IS NULL`
    await audit(transaction, principal, 'token.revoke', owner.name, { token: id, name: row.name, revoked })
  })
  deps.bus.publish(channels.access, '')
}
