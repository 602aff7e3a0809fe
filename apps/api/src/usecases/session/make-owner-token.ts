import type { Deps } from '../../deps.ts'
import { serverActor } from '../audit/server-actor.ts'
import { audit } from '../audit.ts'
import { makeTokenSecret } from '../tokens/token-secret.ts'

/** Those that nobody's rights narrow, and that no token made. */
const ownerTokens = { userId: null, serviceAccountId: null, madeById: null, revokedAt: null }

/** Makes a token of the owner and returns it, the only time that it can be read; only its hash is stored. `ifMissing`: undefined when there is one. */
export async function makeOwnerToken(
  deps: Pick<Deps, 'store'>,
  options: { ifMissing?: boolean } = {},
): Promise<string | undefined> {
  const { token, hash, prefix } = makeTokenSecret()
  const made = await deps.store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('owner-token'))`
    if (options.ifMissing && (await transaction.apiToken.count({ where: ownerTokens })) > 0) return false
    const { id } = await transaction.apiToken.create({ data: { name: 'owner', hash, prefix } })
    await audit(transaction, serverActor, 'token.create', 'owner', { token: id, prefix })
    return true
  })
  return made ? token : undefined
}
