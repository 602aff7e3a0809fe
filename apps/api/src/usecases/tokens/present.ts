import { type ApiToken, apiToken } from '@fun/contract/access'
import type { ApiToken as TokenRow } from '../../adapters/store/generated/client.ts'
import { environmentsOf, idFilter } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'

/** Tokens as the contract has them; the hash stays here, and so do names of environments that the principal may not see. */
export async function presentTokens({ deps, principal }: UseCaseContext, rows: TokenRow[]): Promise<ApiToken[]> {
  const ids = [...new Set(rows.flatMap(({ environmentIds }) => environmentIds))]
  const visible = idFilter(environmentsOf(principal, 'environment:read'))
  const environments = await deps.store.environment.findMany({
    where: { id: { in: ids }, ...(visible === undefined ? {} : { AND: { id: visible } }) },
    select: { id: true, name: true },
  })
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
