import { type AuditEntry, type AuditVerification, auditEntry } from '@fun/contract/audit'
import type { Deps } from '../../deps.ts'
import { type Break, ChainWalk } from './chain.ts'
import { readAudit } from './read-all.ts'

/** A place in the chain as somebody noted it earlier. */
export interface NotedHead {
  sequence: number
  hash: string
}

/**
 * Walks the whole chain and names the first entry that does not hold. `noted`: the chain must still have this hash there, which a chain that was
 * rewritten as a whole has not.
 */
export async function verifyAudit(deps: Pick<Deps, 'store'>, noted?: NotedHead): Promise<AuditVerification> {
  // Read before the entries: what is appended meanwhile comes after it.
  const end = await deps.store.auditHead.findUnique({ where: { id: 1 } })
  const walk = new ChainWalk('first-entry')
  const wrong = (await walkAll(walk, readAudit(deps), noted)) ?? endsEarly(walk, Number(end?.sequence ?? 0), noted)
  return report(walk, wrong ?? (await unchained(deps)))
}

/** Walks an export that lies somewhere else: JSON lines, whole or a part of the chain. Throws when a line is none. */
export async function verifyExport(lines: AsyncIterable<string>): Promise<AuditVerification> {
  const walk = new ChainWalk('anywhere')
  return report(walk, await walkAll(walk, entriesOf(lines)))
}

async function* entriesOf(lines: AsyncIterable<string>): AsyncGenerator<AuditEntry> {
  for await (const line of lines) if (line.trim() !== '') yield auditEntry.parse(JSON.parse(line))
}

async function walkAll(
  walk: ChainWalk,
  entries: AsyncIterable<AuditEntry>,
  noted?: NotedHead,
): Promise<Break | undefined> {
  for await (const entry of entries) {
    const wrong = walk.take(entry)
    if (wrong !== undefined) return wrong
    if (noted?.sequence === entry.sequence && noted.hash !== entry.hash)
      return { sequence: entry.sequence, reason: 'Its hash is not the one that was noted: the chain was rewritten.' }
  }
  return undefined
}

/** What a walk that met nothing wrong has not met. */
function endsEarly(walk: ChainWalk, headSequence: number, noted?: NotedHead): Break | undefined {
  const last = Math.max(headSequence, noted?.sequence ?? 0)
  if (walk.count >= last) return undefined
  return { sequence: walk.count + 1, reason: `The entries from here to ${last} were cut off the end.` }
}

/** Entries that were put in while the chain's trigger was off. */
async function unchained(deps: Pick<Deps, 'store'>): Promise<Break | undefined> {
  const count = await deps.store.auditEntry.count({ where: { sequence: null } })
  return count === 0 ? undefined : { sequence: 0, reason: `${count} entries stand outside of the chain.` }
}

const report = (walk: ChainWalk, broken: Break | undefined): AuditVerification => ({
  intact: broken === undefined,
  entries: walk.count,
  head: walk.head ?? null,
  broken: broken ?? null,
  verifiedAt: new Date().toISOString(),
})
