import type { Prisma } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import type { Principal } from '../policy/principal.ts'
import type { Origin } from '../usecases/context.ts'
import { makeOneTimeToken, oneTimeTokenHash } from './one-time-token.ts'

/** A session ends this long after signing in, and earlier when nothing was asked in it for a while. */
export const sessionDaysMax = 30
const idleDaysMax = 7
/** How exactly it is known when a session was last used. */
const lastSeenMs = 60_000
/** How long a proof of who sits here is good for changing credentials. */
const freshMinutes = 15

/** Whose session it is: a person's, or a browser's that showed a token. */
export type SessionOwner = { userId: string } | { apiTokenId: string }

/** A new session under a new id, whatever the browser had before: none can be prepared for somebody. Returns what the cookie holds. */
export async function openSession(
  transaction: Prisma.TransactionClient,
  owner: SessionOwner,
  method: string,
  origin: Origin,
): Promise<string> {
  const value = makeOneTimeToken()
  await transaction.session.create({
    data: {
      ...owner,
      method,
      hash: oneTimeTokenHash(value),
      userAgent: origin.userAgent ?? '',
      clientAddress: origin.clientAddress ?? '',
      expiresAt: new Date(Date.now() + sessionDaysMax * 86_400_000),
    },
  })
  return value
}

/** The session that a cookie stands for; null when it ended or never was. */
export async function findSession({ store }: Pick<Deps, 'store'>, value: string) {
  const now = Date.now()
  const row = await store.session.findUnique({ where: { hash: oneTimeTokenHash(value) } })
  if (row === null || row.expiresAt.getTime() <= now) return null
  const idleMs = now - row.lastSeenAt.getTime()
  if (idleMs > idleDaysMax * 86_400_000) return null
  if (idleMs > lastSeenMs)
    await store.session.updateMany({ where: { id: row.id }, data: { lastSeenAt: new Date(now) } })
  return row
}

/** Ends the session of a cookie, if it is one. */
export async function endSession(store: Pick<Prisma.TransactionClient, 'session'>, value: string): Promise<void> {
  await store.session.deleteMany({ where: { hash: oneTimeTokenHash(value) } })
}

/**
 * Ends all sessions of a person, in the transaction of what ends them (password, role, second factor), and sign-ins between password and second factor; `exceptId`
 * goes on. Returns how many.
 */
export async function endSessionsOf(
  transaction: Prisma.TransactionClient,
  userId: string,
  exceptId: string | null = null,
): Promise<number> {
  await transaction.signInChallenge.deleteMany({ where: { userId, kind: 'second-factor' } })
  const { count } = await transaction.session.deleteMany({
    where: { userId, ...(exceptId === null ? {} : { id: { not: exceptId } }) },
  })
  return count
}

/** Forgets what has expired: sessions, tickets, counted attempts. */
export async function forgetExpired({ store }: Pick<Deps, 'store'>): Promise<void> {
  const now = new Date()
  await store.session.deleteMany({ where: { expiresAt: { lt: now } } })
  await store.signInChallenge.deleteMany({ where: { expiresAt: { lt: now } } })
  await store.signInAttempt.deleteMany({ where: { at: { lt: new Date(now.getTime() - 30 * 86_400_000) } } })
}

/** For what concerns a person's own account: a token, of whichever kind, cannot change how its owner signs in. Throws `session-needed`. */
export function requireUserSession(principal: Principal): { userId: string; sessionId: string } {
  const { userId, sessionId } = principal
  if (principal.kind === 'user' && userId !== null && sessionId !== null) return { userId, sessionId }
  throw new CodedError(
    'session-needed',
    'An account belongs to a person who is signed in; this call comes with a token.',
  )
}

/** As above, and the person has proved who they are a short while ago. Throws `confirmation-needed`. */
export async function requireFreshSession(
  deps: Pick<Deps, 'store'>,
  principal: Principal,
): Promise<{ userId: string; sessionId: string }> {
  const session = requireUserSession(principal)
  const row = await deps.store.session.findUnique({ where: { id: session.sessionId } })
  const freshFrom = Date.now() - freshMinutes * 60_000
  if (row !== null && row.authenticatedAt.getTime() > freshFrom) return session
  throw new CodedError(
    'confirmation-needed',
    `It was more than ${freshMinutes} minutes ago that you proved who you are.`,
  )
}
