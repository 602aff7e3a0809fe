import { Secret, TOTP } from 'otpauth'
import { type Encryption, totpContext } from '../adapters/store/encryption.ts'
import type { Prisma } from '../adapters/store/generated/client.ts'

const periodSeconds = 30
/** Steps before and after this one whose code is taken: clocks differ. */
const driftSteps = 1
const issuer = 'FUN Platform'

const totpOf = (secret: Secret, label: string) =>
  new TOTP({ issuer, label, secret, algorithm: 'SHA1', digits: 6, period: periodSeconds })

/** A new secret (160 bits): encrypted for the row, in base 32 for typing, and as the URI of the QR code. */
export function makeTotp(encryption: Encryption, user: { id: string; email: string }) {
  const secret = new Secret({ size: 20 })
  return {
    secretEncrypted: encryption.encrypt(secret.base32, totpContext(user.id)),
    secret: secret.base32,
    uri: totpOf(secret, user.email).toString(),
  }
}

/**
 * Takes a code, once: the step that it belongs to is remembered, and no code of that step or an earlier one is taken again, also not by a call at the
 * same moment. Source: RFC 6238, 5.2. `confirmed`: only a factor that was shown to work counts.
 */
export async function takeTotpCode(
  transaction: Prisma.TransactionClient,
  encryption: Encryption,
  userId: string,
  code: string,
  { confirmed = true, now = Date.now() }: { confirmed?: boolean; now?: number } = {},
): Promise<boolean> {
  const row = await transaction.userTotp.findUnique({ where: { userId } })
  if (row === null || (confirmed && row.confirmedAt === null)) return false
  const secret = Secret.fromBase32(encryption.decrypt(row.secretEncrypted, totpContext(userId)))
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: driftSteps })
  if (delta === null) return false
  const step = Math.floor(now / 1000 / periodSeconds) + delta
  const { count } = await transaction.userTotp.updateMany({
    where: { userId, lastUsedStep: { lt: step }, createdAt: row.createdAt },
    data: { lastUsedStep: step },
  })
  return count === 1
}
