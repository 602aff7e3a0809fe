import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import type { TokenOwner } from './create.ts'
import { presentTokens } from './present.ts'
import { reachOf } from './reach.ts'

/** Prisma condition: tokens of one owner that are not revoked. */
export const tokensOf = ({ userId, serviceAccountId }: Pick<TokenOwner, 'userId' | 'serviceAccountId'>) => ({
  userId,
  serviceAccountId,
  revokedAt: null,
})

/** Tokens of one owner that the principal reaches, newest first, also expired ones; without the tokens themselves. */
export async function listTokens(
  context: UseCaseContext,
  owner: Pick<TokenOwner, 'userId' | 'serviceAccountId'>,
  page: PageRequest,
) {
  const { store } = context.deps
  const reach = await reachOf(store, context.principal, owner)
  const rows = await store.apiToken.findMany({ where: { ...tokensOf(owner), ...reach }, ...pageArguments(page) })
  const { items, nextCursor } = toPage(rows, page, (row) => row)
  return { items: await presentTokens(context, items), nextCursor }
}
