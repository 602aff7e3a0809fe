import { createHash, randomBytes } from 'node:crypto'
import type { Prisma } from '../adapters/store/generated/client.ts'

const codesCount = 10
/** Crockford's base 32: no I, L, O, U to misread. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten codes of 80 random bits, in groups of four. */
function makeCodes(): string[] {
  return Array.from({ length: codesCount }, () => {
    const letters = [...randomBytes(16)].map((byte) => alphabet[byte % alphabet.length])
    return (letters.join('').match(/.{4}/g) ?? []).join('-')
  })
}

/** As people type it: case, spaces and hyphens do not count, and what looks alike is the same. */
function codeHash(code: string): string {
  const plain = code.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  return createHash('sha256').update(plain).digest('hex')
}

/** Replaces somebody's codes and returns the new ones, the only time that they can be read. */
export async function replaceRecoveryCodes(transaction: Prisma.TransactionClient, userId: string): Promise<string[]> {
  const codes = makeCodes()
  await transaction.recoveryCode.deleteMany({ where: { userId } })
  await transaction.recoveryCode.createMany({ data: codes.map((code) => ({ userId, hash: codeHash(code) })) })
  return codes
}

/** Takes a code, once; false when it is not one of theirs or was used. */
export async function takeRecoveryCode(
  transaction: Prisma.TransactionClient,
  userId: string,
  code: string,
): Promise<boolean> {
  const { count } = await transaction.recoveryCode.updateMany({
    where: { userId, hash: codeHash(code), usedAt: null },
    data: { usedAt: new Date() },
  })
  return count === 1
}
