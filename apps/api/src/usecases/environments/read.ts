import type { Environment } from '@fun/contract/resources'
import { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import type { Prisma } from '../../adapters/store/generated/client.ts'
import { type OperationRow, operationInclude } from '../operations/present.ts'
import { readUrls } from './urls.ts'

/** Of a serving revision, what an environment shows of it: its plan, migrations and render input are large. */
const include = {
  source: { select: { id: true, name: true, url: true } },
  host: { select: { id: true, name: true } },
  servingRevision: { select: { id: true, number: true, commit: true, commitSubject: true, servedAt: true } },
} satisfies Prisma.EnvironmentInclude

/** What a presented environment is made of. */
export type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof include }> & {
  /** At most two: the oldest that is open, the newest that has ended. */
  operations: OperationRow[]
  urls: Environment['urls']
}

type Reader = Pick<StoreTransaction, 'environment' | 'operation' | 'revision' | '$queryRaw'>

/** Environments with all that is shown of them, in a fixed number of queries however many there are. */
export async function readEnvironments(
  store: Reader,
  find: Pick<Prisma.EnvironmentFindManyArgs, 'where' | 'orderBy' | 'take' | 'skip' | 'cursor'>,
): Promise<EnvironmentRow[]> {
  const rows = await store.environment.findMany({ ...find, include })
  const [operations, urls] = await Promise.all([
    readOperations(store, rows),
    readUrls(
      store,
      rows.flatMap(({ servingRevision }) => servingRevision ?? []),
    ),
  ])
  return rows.map((row) => ({
    ...row,
    operations: operations.filter(({ environmentId }) => environmentId === row.id),
    urls: urls.get(row.servingRevisionId ?? '') ?? [],
  }))
}

const ids = z.array(z.object({ id: z.string() }))

/** Not by Prisma's `take` in an include: that reads all operations of every environment and cuts them in memory. */
async function readOperations(store: Reader, environments: Array<{ id: string }>): Promise<OperationRow[]> {
  if (environments.length === 0) return []
  const found = await store.$queryRaw`
    SELECT shown.id FROM unnest(${environments.map(({ id }) => id)}::uuid[]) AS environment(id), LATERAL (
      (SELECT id FROM "Operation" WHERE "environmentId" = environment.id AND state IN ('queued', 'running', 'cancelling')
        ORDER BY id LIMIT 1)
      UNION ALL
      (SELECT id FROM "Operation" WHERE "environmentId" = environment.id AND state NOT IN ('queued', 'running', 'cancelling')
        ORDER BY id DESC LIMIT 1)
    ) AS shown`
  const where = { id: { in: ids.parse(found).map(({ id }) => id) } }
  return store.operation.findMany({ where, include: operationInclude })
}
