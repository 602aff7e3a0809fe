import { type ApiToken, apiToken } from '@fun/contract/access'
import type { ApiToken as TokenRow } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'

/** Tokens as the contract has them; the hash stays here. */
export async function presentTokens({ store }: Pick<Deps, 'store'>, rows: TokenRow[]): Promise<ApiToken[]> {
  const ids = [...new Set(rows.flatMap(({ environmentIds }) => environmentIds))]
  const environments = ids.length === 0 ? [] : await store.environment.findMany({ where: { id: { in: ids } } })
  const names = new Map(environments.map(({ id, name }) => [id, name]))
  return rows.map((row) =>
    apiToken.parse({
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      actions: row.actions,
      environments: row.environmentIds.map((id) => ({ id, name: names.get(id) ?? null })),
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      expiresAt: row.expiresAt?.toISOString() ?? null,
    }),
  )
}
