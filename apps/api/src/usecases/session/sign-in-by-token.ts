import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { CodedError } from '../../errors.ts'
import { principalOfToken } from '../../plugins/auth.ts'
import { ownerIdOf, type Principal } from '../../policy/principal.ts'
import { audit } from '../audit.ts'

/**
 * Opens a session that acts as the token and ends with it. Returns the value of the cookie. `current`: who is signed in already in this browser, whom a link with somebody else's token
 * would make work in that person's name. Throws `unauthenticated`, `signed-in-already`.
 */
export async function signInByToken(
  { deps, origin }: VisitorContext,
  token: string,
  current: Principal | null,
): Promise<string> {
  const principal = await principalOfToken(deps, token)
  if (principal === null)
    throw new CodedError('unauthenticated', 'This token is not known here.', {
      cure: 'Take a token that is valid; bootstrap printed the owner token, and `make status` shows it again.',
    })
  if (current !== null && current.sessionId !== null && ownerIdOf(current) !== ownerIdOf(principal))
    throw new CodedError('signed-in-already', `You are signed in as ${current.name}; the token is of somebody else.`)
  return deps.store.$transaction(async (transaction) => {
    await audit(transaction, { ...principal, origin }, 'session.start', principal.name, { method: 'token' })
    return openSession(transaction, { apiTokenId: principal.id }, 'token', origin)
  })
}
