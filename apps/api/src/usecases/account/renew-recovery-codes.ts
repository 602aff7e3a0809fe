import { replaceRecoveryCodes } from '../../accounts/recovery-codes.ts'
import { requireFreshSession } from '../../accounts/sessions.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

/** Replaces the recovery codes: the old ones are void. Throws `confirmation-needed`, `totp-missing`. */
export async function renewRecoveryCodes({ deps, principal }: UseCaseContext): Promise<string[]> {
  const { userId } = await requireFreshSession(deps, principal)
  return deps.store.$transaction(async (transaction) => {
    const totp = await transaction.userTotp.findUnique({ where: { userId } })
    if (totp === null || totp.confirmedAt === null)
      throw new CodedError('totp-missing', 'Recovery codes stand in for codes of an application, which are not on.')
    await audit(transaction, principal, 'account.recovery-codes', principal.name)
    return replaceRecoveryCodes(transaction, userId)
  })
}
