import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'

/** How long an answer is kept. */
const hoursKept = 24
/** A request that has not answered by then died with its process; the next one may try. */
const runningSecondsMax = 60

/** One use of a key: the same principal may use it on another route for something else. */
export interface KeyUse {
  principalId: string
  /** Method and pattern, e.g. `POST /api/v1/environments/:environment/deployments`. */
  route: string
  key: string
  /** Of this request alone: one that took too long and lost the key to another keeps and frees nothing any more. */
  claimId: string
}

/** What was answered to the first request. */
export const storedAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  /** null: without a body. */
  body: z.string().nullable(),
})
export type StoredAnswer = z.infer<typeof storedAnswer>

/** Hash of what a request asks for: its address and its body. */
export const requestHash = (url: string, body: unknown): string =>
  createHash('sha256')
    .update(`${url}\n${JSON.stringify(body ?? null)}`)
    .digest('hex')

type KeyDeps = Pick<Deps, 'store' | 'encryption'>
const contextOf = ({ principalId, route, key }: KeyUse): string => `idempotency:${principalId}:${route}:${key}`

/**
 * Takes a key for a request. Undefined: the request is the first with it and goes on; it must end with {@link keepAnswer} or
 * {@link releaseKey}. Else the first answer. Throws `idempotency-key-reused` and `idempotency-key-in-use`.
 */
export async function takeKey(deps: KeyDeps, use: KeyUse, hash: string): Promise<StoredAnswer | undefined> {
  const { store } = deps
  await store.$executeRaw`DELETE FROM "IdempotencyKey" WHERE "createdAt" < now() - make_interval(hours => ${hoursKept}::int)`
  const taken = await store.$executeRaw`
    INSERT INTO "IdempotencyKey" ("principalId", route, key, "claimId", "requestHash", "createdAt")
    VALUES (${use.principalId}, ${use.route}, ${use.key}, ${use.claimId}::uuid, ${hash}, now())
    ON CONFLICT ("principalId", route, key)
    DO UPDATE SET "createdAt" = now(), "requestHash" = ${hash}, "claimId" = EXCLUDED."claimId"
    WHERE "IdempotencyKey"."answerEncrypted" IS NULL
      AND "IdempotencyKey"."createdAt" < now() - make_interval(secs => ${runningSecondsMax}::int)`
  if (taken === 1) return undefined
  const { claimId: _claim, ...named } = use
  const row = await store.idempotencyKey.findUnique({ where: { principalId_route_key: named } })
  if (row !== null && row.requestHash !== hash)
    throw new CodedError('idempotency-key-reused', `The Idempotency-Key ${use.key} came with another request before.`, {
      errors: [{ path: 'headers.idempotency-key', message: 'was used for another request' }],
    })
  if (row === null || row.answerEncrypted === null)
    throw new CodedError('idempotency-key-in-use', `A request with the Idempotency-Key ${use.key} runs already.`)
  return storedAnswer.parse(JSON.parse(deps.encryption.decrypt(row.answerEncrypted, contextOf(use))))
}

/** Keeps what the request that holds the key was answered. Encrypted: some answers show a secret once. */
export async function keepAnswer(deps: KeyDeps, use: KeyUse, answer: StoredAnswer): Promise<void> {
  await deps.store.idempotencyKey.updateMany({
    where: use,
    data: { answerEncrypted: deps.encryption.encrypt(JSON.stringify(answer), contextOf(use)) },
  })
}

/** Frees the key of a request that was refused or failed: nothing was made, and the same request may be tried again. */
export async function releaseKey({ store }: KeyDeps, use: KeyUse): Promise<void> {
  await store.idempotencyKey.deleteMany({ where: { ...use, answerEncrypted: null } })
}
