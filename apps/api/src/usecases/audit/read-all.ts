import type { AuditEntry, AuditFilter } from '@fun/contract/audit'
import type { Deps } from '../../deps.ts'
import { auditWhere } from './filter.ts'
import { presentAuditEntry } from './present.ts'

const batchSize = 500

/** Every entry that the filter names, oldest first, read in batches while they are taken. */
export async function* readAudit(deps: Pick<Deps, 'store'>, filter: AuditFilter = {}): AsyncGenerator<AuditEntry> {
  const where = await auditWhere(deps, filter)
  let after = 0
  for (;;) {
    const rows = await deps.store.auditEntry.findMany({
      where: { AND: [where, { sequence: { gt: after } }] },
      orderBy: { sequence: 'asc' },
      take: batchSize,
    })
    for (const row of rows) yield presentAuditEntry(row)
    if (rows.length < batchSize) return
    after = Number(rows.at(-1)?.sequence)
  }
}

/** The same as JSON lines. */
export async function* exportAudit(deps: Pick<Deps, 'store'>, filter: AuditFilter): AsyncGenerator<string> {
  for await (const entry of readAudit(deps, filter)) yield `${JSON.stringify(entry)}\n`
}
