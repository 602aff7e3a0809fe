import type { AuditEntry, AuditFilter } from '@fun/contract/audit'
import type { Deps } from '../../deps.ts'
import { auditWhere } from './filter.ts'
import { presentAuditEntry } from './present.ts'

/** Entries, newest first. The cursor is the sequence of the last one shown. */
export async function listAudit(
  deps: Pick<Deps, 'store'>,
  { cursor, limit, ...filter }: AuditFilter & { cursor?: number | undefined; limit: number },
): Promise<{ items: AuditEntry[]; nextCursor: string | null }> {
  const where = await auditWhere(deps, filter)
  const rows = await deps.store.auditEntry.findMany({
    where: { AND: [where, cursor === undefined ? {} : { sequence: { lt: cursor } }] },
    orderBy: { sequence: 'desc' },
    take: limit + 1,
  })
  const items = rows.slice(0, limit).map(presentAuditEntry)
  return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.sequence) : null }
}
