import { type Attempt, beginAttempt } from '../../accounts/attempts.ts'
import { isPassword } from '../../accounts/password-hash.ts'
import { CodedError } from '../../errors.ts'
import type { UseCaseContext } from '../context.ts'

/**
 * Looks at the password of somebody who is signed in, counted like a sign-in: whoever finds an open browser cannot guess it. The caller notes the attempt's success. Throws
 * `password-refused`, `too-many-attempts`.
 */
export async function provePassword(
  { deps, principal }: UseCaseContext,
  userId: string,
  { password, path }: { password: string; path: string },
): Promise<Attempt> {
  const user = await deps.store.user.findUniqueOrThrow({ where: { id: userId }, include: { password: true } })
  const clientAddress = principal.origin?.clientAddress ?? ''
  const attempt = await beginAttempt(deps, { email: user.email, clientAddress, method: 'confirm' })
  if (await isPassword(password, user.password?.hash)) return attempt
  throw new CodedError('password-refused', 'The password is wrong.', { errors: [{ path, message: 'is wrong' }] })
}
