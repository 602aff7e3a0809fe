import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import type { TokenOwner } from './create.ts'
import { presentTokens } from './present.ts'

/** Prisma condition: tokens of one owner that are not revoked. */
export const tokensOf = ({ userId, serviceAccountId }: Pick<TokenOwner, 'userId' | 'serviceAccountId'>) => ({
  userId,
  serviceAccountId,
  revokedAt: null,
})

/** Tokens of one owner, newest first, also expired ones; without the tokens themselves. */
export async function listTokens(
  deps: Deps,
  owner: Pick<TokenOwner, 'userId' | 'serviceAccountId'>,
  page: PageRequest,
) {
  const rows = await deps.store.apiToken.findMany({ where: tokensOf(owner), ...pageArguments(page) })
  const { items, nextCursor } = toPage(rows, page, (row) => row)
  return { items: await presentTokens(deps, items), nextCursor }
}
