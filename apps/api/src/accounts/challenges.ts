import type { z } from 'zod'
import { challengeContext } from '../adapters/store/encryption.ts'
import type { Prisma } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { makeOneTimeToken, oneTimeTokenHash } from './one-time-token.ts'

/** What lies between two calls of a sign-in or a registration. */
export type ChallengeKind = 'second-factor' | 'passkey' | 'passkey-registration' | 'oidc'

const minutesValid: Record<ChallengeKind, number> = {
  'second-factor': 5,
  passkey: 5,
  'passkey-registration': 5,
  oidc: 10,
}
/** Wrong codes that a ticket of a second factor outlives. */
const attemptsMax = 5

type Parts = Pick<Deps, 'store' | 'encryption'>

/** Remembers `data` (encrypted) under a new ticket, which only the caller's client gets. */
export async function openChallenge(
  { store, encryption }: Pick<Deps, 'encryption'> & { store: Pick<Prisma.TransactionClient, 'signInChallenge'> },
  kind: ChallengeKind,
  data: Prisma.InputJsonObject,
  userId: string | null = null,
): Promise<{ ticket: string; expiresAt: Date }> {
  const ticket = makeOneTimeToken()
  const hash = oneTimeTokenHash(ticket)
  const expiresAt = new Date(Date.now() + minutesValid[kind] * 60_000)
  await store.signInChallenge.create({
    data: {
      hash,
      kind,
      userId,
      dataEncrypted: encryption.encrypt(JSON.stringify(data), challengeContext(hash)),
      expiresAt,
    },
  })
  return { ticket, expiresAt }
}

/** Takes what a ticket stands for; it is gone afterwards, whatever comes of it. Throws `ticket-refused`. */
export async function takeChallenge<Data>(
  { store, encryption }: Parts,
  kind: ChallengeKind,
  ticket: string,
  schema: z.ZodType<Data>,
): Promise<{ data: Data; userId: string | null }> {
  const hash = oneTimeTokenHash(ticket)
  const [row] = await store.signInChallenge.findMany({ where: { hash, kind, expiresAt: { gt: new Date() } } })
  // Of two calls with one ticket, the one that deletes the row goes on.
  const { count } = await store.signInChallenge.deleteMany({ where: { hash, kind } })
  if (row === undefined || count === 0) throw ticketRefused()
  return {
    data: schema.parse(JSON.parse(encryption.decrypt(row.dataEncrypted, challengeContext(hash)))),
    userId: row.userId,
  }
}

/** Whom a ticket of a second factor belongs to, with one more attempt noted on it. Throws `ticket-refused`. */
export async function tryChallenge(
  { store }: Parts,
  kind: ChallengeKind,
  ticket: string,
): Promise<{ hash: string; userId: string }> {
  const hash = oneTimeTokenHash(ticket)
  const [row] = await store.signInChallenge.updateManyAndReturn({
    where: { hash, kind, expiresAt: { gt: new Date() }, attempts: { lt: attemptsMax } },
    data: { attempts: { increment: 1 } },
  })
  if (row === undefined || row.userId === null) throw ticketRefused()
  return { hash, userId: row.userId }
}

export const ticketRefused = (): CodedError =>
  new CodedError('ticket-refused', 'This step of signing in has expired, or was taken already.')
