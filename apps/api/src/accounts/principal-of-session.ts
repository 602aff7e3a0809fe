import type { Deps } from '../deps.ts'
import { type Principal, principalOfStoredToken, principalOfUser } from '../policy/principal.ts'
import { findSession } from './sessions.ts'

/** Who a session's cookie stands for, with the rights of this moment; null when the session, the account or the token ended. */
export async function principalOfSession(deps: Pick<Deps, 'store'>, cookie: string): Promise<Principal | null> {
  const session = await findSession(deps, cookie)
  if (session === null) return null
  if (session.userId !== null) return principalOfUser(deps, session.userId, session.id)
  if (session.apiTokenId === null) return null
  const principal = await principalOfStoredToken(deps, { id: session.apiTokenId })
  return principal === null ? null : { ...principal, sessionId: session.id }
}
