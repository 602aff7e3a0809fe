import type { createdToken, createToken as createTokenBody } from '@fun/contract/access'
import type { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { CodedError } from '../../errors.ts'
import { mayDoSomewhere } from '../../policy/may-do.ts'
import type { Principal } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadVisibleEnvironment } from '../environments/load.ts'
import { lockTokens } from './lock.ts'
import { presentTokens } from './present.ts'
import { isOwnToken } from './reach.ts'
import { makeTokenSecret } from './token-secret.ts'

/** Whose token it is to be; both null: an owner token. */
export interface TokenOwner {
  userId: string | null
  serviceAccountId: string | null
  name: string
}

const dayMs = 86_400_000

/**
 * Makes a token and answers it, the only time that it can be read. It is never wider than the credential that makes it: one made with a token has that token's
 * limits at most and, of the same owner, ends no later and is revoked with it. Throws `invalid-request`, and `unauthenticated` when that one is revoked at
 * this moment.
 */
export async function createToken(
  context: UseCaseContext,
  owner: TokenOwner,
  body: z.infer<typeof createTokenBody>,
): Promise<z.infer<typeof createdToken>> {
  const { deps, principal } = context
  const actions = actionsWithin(principal, body.actions)
  const environmentIds = await environmentsWithin(context, body.environments)
  const made = makeTokenSecret()
  const asked = body.expiresInDays === undefined ? null : new Date(Date.now() + body.expiresInDays * dayMs)
  const row = await deps.store.$transaction(async (transaction) => {
    await lockTokens(transaction, owner)
    const madeBy = await ownTokenOf(transaction, principal, owner)
    const created = await transaction.apiToken.create({
      data: {
        name: body.name,
        hash: made.hash,
        prefix: made.prefix,
        userId: owner.userId,
        serviceAccountId: owner.serviceAccountId,
        madeById: madeBy?.id ?? null,
        actions,
        environmentIds,
        expiresAt: earlier(asked, madeBy?.expiresAt ?? null),
      },
    })
    await audit(transaction, principal, 'token.create', owner.name, {
      token: created.id,
      name: body.name,
      prefix: made.prefix,
      actions,
      environmentIds,
      expiresAt: created.expiresAt?.toISOString() ?? null,
    })
    return created
  })
  const [shown] = await presentTokens(context, [row])
  if (shown === undefined) throw new Error('A token that was written is not there.')
  return { ...shown, token: made.token }
}

/**
 * The token that a further one of the same owner is made with, under the lock of tokens; null for a session, and for a service account's token that a person
 * makes. Throws `unauthenticated` when it is revoked since the call was let in.
 */
async function ownTokenOf(transaction: StoreTransaction, principal: Principal, owner: TokenOwner) {
  if (!isOwnToken(principal, owner)) return null
  const row = await transaction.apiToken.findFirst({
    where: { id: principal.id, revokedAt: null },
    select: { id: true, expiresAt: true },
  })
  if (row === null) throw new CodedError('unauthenticated', 'The token of this call has just been revoked.')
  return row
}

/** The actions that the new token is given; those of the token that makes it where none are named. */
function actionsWithin(principal: Principal, asked: z.infer<typeof createTokenBody>['actions']): string[] {
  const refused = asked.filter((each) => !mayDoSomewhere(principal, each))
  if (refused.length > 0)
    throw new CodedError('invalid-request', `A token may do no more than you: ${refused.join(', ')}.`, {
      errors: refused.map((each) => ({ path: `actions.${asked.indexOf(each)}`, message: `You may not do ${each}.` })),
    })
  return asked.length > 0 ? [...new Set(asked)] : [...(principal.limits?.actions ?? [])]
}

async function environmentsWithin(context: UseCaseContext, asked: string[]): Promise<string[]> {
  if (asked.length === 0) return [...(context.principal.limits?.environmentIds ?? [])]
  const ids: string[] = []
  for (const [index, named] of asked.entries()) {
    const row = await loadVisibleEnvironment(context, named).catch(() => null)
    if (row === null)
      throw new CodedError('invalid-request', `There is no environment ${named}.`, {
        errors: [{ path: `environments.${index}`, message: 'is not known' }],
      })
    ids.push(row.id)
  }
  return [...new Set(ids)]
}

const earlier = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other < one) ? other : one
