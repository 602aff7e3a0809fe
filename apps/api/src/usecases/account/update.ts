import type { updateAccount } from '@fun/contract/accounts'
import type { z } from 'zod'
import { requireUserSession } from '../../accounts/sessions.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { findAccount } from './present.ts'

/** Changes one's own name. */
export async function updateOwnAccount({ deps, principal }: UseCaseContext, body: z.infer<typeof updateAccount>) {
  const { userId } = requireUserSession(principal)
  await deps.store.$transaction(async (transaction) => {
    const { email } = await transaction.user.update({ where: { id: userId }, data: body })
    await audit(transaction, principal, 'account.update', email, body)
  })
  return findAccount(deps, userId)
}
