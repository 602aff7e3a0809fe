import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { CodedError } from '../../errors.ts'
import { principalOfToken } from '../../plugins/auth.ts'
import { audit } from '../audit.ts'

/** Opens a session that acts as the token and ends with it. Returns the value of the cookie. Throws `unauthenticated`. */
export async function signInByToken({ deps, origin }: VisitorContext, token: string): Promise<string> {
  const principal = await principalOfToken(deps, token)
  if (principal === null)
    throw new CodedError('unauthenticated', 'This token is not known here.', {
      cure: 'Take a token that is valid; bootstrap printed the owner token, and `make status` shows it again.',
    })
  return deps.store.$transaction(async (transaction) => {
    await audit(transaction, { ...principal, origin }, 'session.start', principal.name, { method: 'token' })
    return openSession(transaction, { apiTokenId: principal.id }, 'token', origin)
  })
}
