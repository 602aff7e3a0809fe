import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import type { AuditVerification } from '@fun/contract/audit'
import type { Deps } from '../../deps.ts'
import { type NotedHead, verifyAudit, verifyExport } from './verify.ts'

const options = { file: { type: 'string' }, sequence: { type: 'string' }, hash: { type: 'string' } } as const

/**
 * What `main.ts audit-verify [--file <export>] [--sequence <number> --hash <hash>]` says, and its exit code: 0 when every entry holds, 1 when one
 * does not. Throws for words that are not understood, and for a file that is no export.
 */
export async function auditVerifyCommand(
  deps: Pick<Deps, 'store'>,
  words: string[],
): Promise<{ said: string; exitCode: 0 | 1 }> {
  const { values } = parseArgs({ args: words, options })
  const noted = notedHead(values)
  const verification =
    values.file === undefined ? await verifyAudit(deps, noted) : await verifyExport(linesOf(values.file), noted)
  return { said: sentenceOf(verification), exitCode: verification.intact ? 0 : 1 }
}

function notedHead({ sequence, hash }: { sequence?: string; hash?: string }): NotedHead | undefined {
  if (sequence === undefined && hash === undefined) return undefined
  const number = Number(sequence)
  if (!Number.isSafeInteger(number) || number < 1 || !/^[0-9a-f]{64}$/.test(hash ?? ''))
    throw new Error('A noted head is a sequence, such as 120, and the hash of 64 hex digits that the entry had.')
  return { sequence: number, hash: hash ?? '' }
}

const linesOf = (path: string) => createInterface({ input: createReadStream(path), crlfDelay: Infinity })

function sentenceOf({ intact, entries, head, broken }: AuditVerification): string {
  if (intact) return `All ${entries} entries hold. The last: ${head?.sequence ?? 0} ${head?.hash ?? ''}`.trimEnd()
  return `Entry ${broken?.sequence} does not hold: ${broken?.reason} ${entries} entries before it do.`
}
