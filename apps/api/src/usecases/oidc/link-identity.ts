import { actorOf } from '../../accounts/actor.ts'
import { ticketRefused } from '../../accounts/challenges.ts'
import type { OidcProvider, Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { Origin } from '../context.ts'

/** Ties an identity to the account whose session asked for it, if that still lasts. Throws `ticket-refused`, `identity-taken`. */
export async function linkIdentity(
  transaction: Prisma.TransactionClient,
  provider: OidcProvider,
  subject: string,
  { sessionId, origin }: { sessionId: string; origin: Origin },
): Promise<void> {
  const session = await transaction.session.findUnique({ where: { id: sessionId }, include: { user: true } })
  if (session === null || session.user === null || session.user.disabledAt !== null) throw ticketRefused()
  const { user } = session
  const key = { providerId: provider.id, subject }
  const tied = await transaction.oidcIdentity.findUnique({ where: { providerId_subject: key } })
  if (tied !== null && tied.userId !== user.id)
    throw new CodedError('identity-taken', `Another account signs in as this person of ${provider.title}.`)
  if (tied !== null) return
  await transaction.oidcIdentity.create({ data: { ...key, userId: user.id } })
  await audit(transaction, actorOf(user, origin), 'account.identity-add', user.email, { provider: provider.name })
}
