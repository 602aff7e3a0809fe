import type { createdToken, createToken as createTokenBody } from '@fun/contract/access'
import type { z } from 'zod'
import { CodedError } from '../../errors.ts'
import { mayDoSomewhere } from '../../policy/may-do.ts'
import type { Principal } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadVisibleEnvironment } from '../environments/load.ts'
import { presentTokens } from './present.ts'
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
 * limits at most and, of the same owner, ends no later and is revoked with it. Throws `invalid-request`.
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
  const madeBy = await ownTokenOf(context, owner)
  const asked = body.expiresInDays === undefined ? null : new Date(Date.now() + body.expiresInDays * dayMs)
  const row = await deps.store.$transaction(async (transaction) => {
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
  const [shown] = await presentTokens(deps, [row])
  if (shown === undefined) throw new Error('A token that was written is not there.')
  return { ...shown, token: made.token }
}

/** The token that a further one of the same owner is made with; null for a session, and for a service account's token that a person makes. */
async function ownTokenOf({ deps, principal }: UseCaseContext, owner: TokenOwner) {
  const own = owner.userId === principal.userId && owner.serviceAccountId === principal.serviceAccountId
  if (!own || principal.kind === 'user') return null
  return deps.store.apiToken.findUniqueOrThrow({ where: { id: principal.id }, select: { id: true, expiresAt: true } })
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
