import { requireFreshSession } from '../../accounts/sessions.ts'
import { makeTotp } from '../../accounts/totp.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Makes a secret for an authenticator application. It is not asked for before a code of it was shown. Throws `confirmation-needed`, `totp-exists`, `password-needed`. */
export async function beginTotp({ deps, principal }: UseCaseContext): Promise<{ secret: string; uri: string }> {
  const { userId } = await requireFreshSession(deps, principal)
  const user = await deps.store.user.findUniqueOrThrow({
    where: { id: userId },
    include: { totp: true, password: true },
  })
  if (user.password === null)
    throw new CodedError('password-needed', 'Codes are the second factor of a password, and this account has none.')
  if (user.totp !== null && user.totp.confirmedAt !== null) throw new CodedError('totp-exists', 'Codes are on already.')
  const { secretEncrypted, secret, uri } = makeTotp(deps.encryption, user)
  const fresh = { secretEncrypted, createdAt: new Date(), lastUsedStep: 0 }
  await deps.store.$transaction(async (transaction) => {
    await transaction.userTotp.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh })
    await audit(transaction, principal, 'account.totp-begin', principal.name)
  })
  return { secret, uri }
}
