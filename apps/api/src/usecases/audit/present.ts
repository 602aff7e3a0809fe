import { type AuditEntry, auditEntry } from '@fun/contract/audit'
import type { AuditEntry as AuditRow } from '../../adapters/store/generated/client.ts'

/** An entry as the contract has it. */
export function presentAuditEntry(row: AuditRow): AuditEntry {
  return auditEntry.parse({ ...row, sequence: Number(row.sequence), at: row.at.toISOString() })
}
