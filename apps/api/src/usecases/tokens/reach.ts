import { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import type { Principal } from '../../policy/principal.ts'
import type { TokenOwner } from './create.ts'

const ids = z.array(z.object({ id: z.string() }))

/** Whether a token asks about tokens of its own owner. */
export const isOwnToken = (principal: Principal, owner: Pick<TokenOwner, 'userId' | 'serviceAccountId'>): boolean =>
  principal.kind !== 'user' &&
  principal.userId === owner.userId &&
  principal.serviceAccountId === owner.serviceAccountId

/**
 * Prisma condition on the tokens of an owner that somebody may see and revoke. Of its own owner's, a token reaches itself and those that were made with it: a
 * narrow one takes no wider one away. A session reaches all of them; so does an owner token that no token made, which has no session above it.
 */
export async function reachOf(
  store: Pick<StoreTransaction, 'apiToken' | '$queryRaw'>,
  principal: Principal,
  owner: Pick<TokenOwner, 'userId' | 'serviceAccountId'>,
): Promise<{ id?: { in: string[] } }> {
  if (!isOwnToken(principal, owner)) return {}
  if (principal.kind === 'owner-token') {
    const row = await store.apiToken.findUnique({ where: { id: principal.id }, select: { madeById: true } })
    if (row?.madeById === null) return {}
  }
  const found = await store.$queryRaw`
    WITH RECURSIVE made AS (
      SELECT id FROM "ApiToken" WHERE id = ${principal.id}::uuid
      UNION SELECT token.id FROM "ApiToken" token JOIN made ON token."madeById" = made.id)
    SELECT id FROM made`
  return { id: { in: ids.parse(found).map(({ id }) => id) } }
}
