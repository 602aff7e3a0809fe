import { type Action, actions, type Role, withImplied } from '@fun/contract/policy'
import type { StoreTransaction } from '../adapters/store/client.ts'
import type { Prisma } from '../adapters/store/generated/client.ts'

/** Roles that somebody holds: on the whole installation, and by environment id. */
export interface Grants {
  installation: Role | null
  environments: Readonly<Record<string, Role>>
}

/** What a token narrows the rights of its owner to; null: does not. */
export interface TokenLimits {
  actions: ReadonlySet<Action> | null
  environmentIds: ReadonlySet<string> | null
}

/** Who asks, with the rights of this moment. */
export interface Principal {
  kind: 'owner-token' | 'user' | 'token' | 'service-account'
  /** Of the user, for a session; else of the token. */
  id: string
  /** As the audit and operations name them. */
  name: string
  /** Whose rights these are; both null for an owner token. */
  userId: string | null
  serviceAccountId: string | null
  /** null unless a session of a user asks. */
  sessionId: string | null
  grants: Grants
  limits: TokenLimits | null
}

/** Where rights are written. */
export interface Rights {
  store: Pick<StoreTransaction, 'user' | 'apiToken'>
}

const everything: Grants = { installation: 'owner', environments: {} }
const roles = { select: { role: true, environmentId: true } }
const tokenInclude = {
  user: { include: { roles } },
  serviceAccount: { include: { roles } },
} satisfies Prisma.ApiTokenInclude
type TokenRow = Prisma.ApiTokenGetPayload<{ include: typeof tokenInclude }>

/** Somebody who signed in; null when they are gone or disabled. Whether the session is valid is for the caller to know. */
export async function principalOfUser(
  { store }: Rights,
  userId: string,
  sessionId: string | null,
): Promise<Principal | null> {
  const user = await store.user.findUnique({ where: { id: userId }, include: { roles } })
  if (user === null || user.disabledAt !== null) return null
  return {
    kind: 'user',
    id: user.id,
    name: user.email,
    userId: user.id,
    serviceAccountId: null,
    sessionId,
    grants: grantsOf(user.roles),
    limits: null,
  }
}

/**
 * Who shows a token: null when it is not known, revoked or expired, or its owner is disabled. `evenExpired`: for work that was ordered
 * while it was valid.
 */
export async function principalOfStoredToken(
  { store }: Rights,
  where: { hash: string } | { id: string },
  { evenExpired = false } = {},
): Promise<(Principal & { lastUsedAt: Date | null }) | null> {
  const row = await store.apiToken.findUnique({ where, include: tokenInclude })
  if (row === null || row.revokedAt !== null) return null
  if (!evenExpired && row.expiresAt !== null && row.expiresAt <= new Date()) return null
  const owner = row.user ?? row.serviceAccount
  if (owner !== null && owner.disabledAt !== null) return null
  return {
    ...namesOf(row),
    id: row.id,
    userId: row.userId,
    serviceAccountId: row.serviceAccountId,
    sessionId: null,
    grants: owner === null ? everything : grantsOf(owner.roles),
    limits: limitsOf(row),
    lastUsedAt: row.lastUsedAt,
  }
}

function namesOf({ name, user, serviceAccount }: TokenRow): Pick<Principal, 'kind' | 'name'> {
  if (user !== null) return { kind: 'token', name: `${user.email} (${name})` }
  if (serviceAccount !== null) return { kind: 'service-account', name: serviceAccount.name }
  return { kind: 'owner-token', name }
}

function grantsOf(assignments: ReadonlyArray<{ role: Role; environmentId: string | null }>): Grants {
  const environments: Record<string, Role> = {}
  let installation: Role | null = null
  for (const { role, environmentId } of assignments)
    if (environmentId !== null) environments[environmentId] = role
    else installation = role
  return { installation, environments }
}

/** An action that the table no longer knows gives nothing; a token that had only such ones may do nothing, not everything. */
function limitsOf({ actions: given, environmentIds }: Pick<TokenRow, 'actions' | 'environmentIds'>): TokenLimits {
  return {
    actions: given.length === 0 ? null : withImplied(actions.filter((each) => given.includes(each))),
    environmentIds: environmentIds.length === 0 ? null : new Set(environmentIds),
  }
}

/** Whose rights somebody uses, whatever credential they show: the member, the service account, or the installation's owner tokens together. */
export const ownerIdOf = ({ userId, serviceAccountId }: Pick<Principal, 'userId' | 'serviceAccountId'>): string =>
  userId ?? serviceAccountId ?? 'owner'

/** How a principal is written into the audit and onto operations. */
export const labelOf = ({ kind, name }: Pick<Principal, 'kind' | 'name'>): string => `${kind}:${name}`
