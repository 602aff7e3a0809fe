import { actorOf, strangerOf } from '../../accounts/actor.ts'
import { takeChallenge, ticketRefused } from '../../accounts/challenges.ts'
import { claimsOfAnswer, discoverStored, oidcFlow } from '../../accounts/oidc-client.ts'
import type { PublicSite } from '../../accounts/public-site.ts'
import { openSession } from '../../accounts/sessions.ts'
import type { VisitorContext } from '../../accounts/visitor.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import { isUniqueViolation } from '../environments/create.ts'
import { findProvider } from './find-provider.ts'
import { linkIdentity } from './link-identity.ts'
import { memberOfClaims } from './member-of-claims.ts'
import { redirectUriOf } from './present-provider.ts'

/**
 * Ends what `startOidc` began, in the same browser (its cookie holds the ticket) and for the same provider: signs in, or ties the identity to the account that asked. `session` is undefined
 * for a tie. Throws `ticket-refused`, `oidc-refused`, `oidc-unavailable`, `not-a-member`, `identity-taken`.
 */
export async function finishOidc(
  { deps, origin }: VisitorContext,
  site: PublicSite,
  { provider: name, query, ticket }: { provider: string; query: string; ticket: string },
): Promise<{ session: string | undefined; to: string }> {
  const { data: flow } = await takeChallenge(deps, 'oidc', ticket, oidcFlow)
  if (flow.provider !== name) throw ticketRefused()
  const provider = await findProvider(deps.store, name)
  const configuration = await discoverStored(deps, provider)
  const claims = await claimsOfAnswer(configuration, new URL(`${redirectUriOf(site, name)}${query}`), flow)
  const { linkSessionId, to } = flow
  const noteRefusal = async (error: unknown): Promise<never> => {
    const who = claims.email ?? claims.sub
    const detail = { method: `oidc:${name}`, code: error instanceof CodedError ? error.code : 'internal' }
    await deps.store.$transaction((transaction) =>
      audit(transaction, strangerOf(who, origin), 'session.start', who, detail, { result: 'refused' }),
    )
    throw error
  }
  const enter = () =>
    deps.store.$transaction(async (transaction) => {
      if (linkSessionId !== null) {
        await linkIdentity(transaction, provider, claims.sub, { sessionId: linkSessionId, origin })
        return { session: undefined, to }
      }
      const user = await memberOfClaims(transaction, provider, claims, origin)
      const method = `oidc:${name}`
      await audit(transaction, actorOf(user, origin), 'session.start', user.email, { method })
      return { session: await openSession(transaction, { userId: user.id }, method, origin), to }
    })
  return (
    enter()
      // Another browser of somebody new was as quick: the account is there now.
      .catch((error: unknown) => (isUniqueViolation(error) ? enter() : Promise.reject(error)))
      .catch(noteRefusal)
  )
}
