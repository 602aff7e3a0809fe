import { randomBytes } from 'node:crypto'
import type { Deps } from '../../deps.ts'
import { tokenHash } from '../../plugins/auth.ts'

/** Makes a token of the owner and returns it, the only time that it can be read; only its hash is stored. `ifMissing`: undefined when there is one. */
export async function makeOwnerToken(
  deps: Pick<Deps, 'store'>,
  options: { ifMissing?: boolean } = {},
): Promise<string | undefined> {
  const token = `fun_${randomBytes(32).toString('base64url')}`
  const made = await deps.store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('owner-token'))`
    if (options.ifMissing && (await transaction.apiToken.count()) > 0) return false
    await transaction.apiToken.create({ data: { name: 'owner', hash: tokenHash(token) } })
    return true
  })
  return made ? token : undefined
}
