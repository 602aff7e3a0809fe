import { createHash } from 'node:crypto'
import { canonicalJson } from '@fun/compose-model/content-hash'
import type { AuditEntry } from '@fun/contract/audit'

/** `previousHash` of the first entry. */
export const genesisHash = '0'.repeat(64)

/** What the hash of an entry covers. */
export type AuditContent = Omit<AuditEntry, 'id' | 'sequence' | 'contentHash' | 'previousHash' | 'hash'>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** sha256 (hex) over the canonical JSON of an entry's content; other members of what is given do not count. */
export function contentHashOf(entry: AuditContent): string {
  const { at, principal, principalId, clientAddress, userAgent, requestId } = entry
  const { action, subject, environmentId, result, detail, before, after } = entry
  const who = { at, principal, principalId, clientAddress, userAgent, requestId }
  return sha256(canonicalJson({ ...who, action, subject, environmentId, result, detail, before, after }))
}

/** sha256 (hex) that ties an entry to its place and to all entries before it. The database's function `audit_chain` makes the same. */
export const linkHash = (sequence: number, previousHash: string, contentHash: string): string =>
  sha256(`${sequence} ${previousHash} ${contentHash}`)

/** The first entry at which a chain does not hold, and why. */
export interface Break {
  sequence: number
  reason: string
}

/** Walks a chain from its first entry, or from one whose `previousHash` is taken on trust. */
export class ChainWalk {
  #next: { sequence: number; hash: string } | undefined
  count = 0

  constructor(start: 'first-entry' | 'anywhere') {
    if (start === 'first-entry') this.#next = { sequence: 1, hash: genesisHash }
  }

  /** The last entry that held; undefined before the first. */
  get head(): { sequence: number; hash: string } | undefined {
    return this.count === 0 || this.#next === undefined
      ? undefined
      : { sequence: this.#next.sequence - 1, hash: this.#next.hash }
  }

  /** Takes the next entry, by sequence. Says what is wrong with it, or with what is missing before it. */
  take(entry: AuditEntry): Break | undefined {
    const { sequence, previousHash, contentHash, hash } = entry
    const expected = this.#next ?? { sequence, hash: previousHash }
    if (sequence !== expected.sequence)
      return {
        sequence: expected.sequence,
        reason: `The entry is missing; the next one that is there is ${sequence}.`,
      }
    if (previousHash !== expected.hash)
      return { sequence, reason: 'It does not follow the entry before it: its previousHash is another.' }
    if (contentHashOf(entry) !== contentHash)
      return { sequence, reason: 'Its content was altered: the hash over it is another.' }
    if (linkHash(sequence, previousHash, contentHash) !== hash)
      return { sequence, reason: 'Its hash is not the one over its place and content.' }
    this.#next = { sequence: sequence + 1, hash }
    this.count += 1
    return undefined
  }
}
