import { emailAddress } from '@fun/contract/accounts'
import type { Role } from '@fun/contract/policy'
import { actorOf, strangerOf } from '../../accounts/actor.ts'
import { mappedRole } from '../../accounts/mapped-role.ts'
import type { OidcClaims } from '../../accounts/oidc-client.ts'
import { endSessionsOf } from '../../accounts/sessions.ts'
import type { OidcProvider, Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { audit } from '../audit.ts'
import type { Origin } from '../context.ts'
import { takeInvitation } from '../invitations/accept.ts'
import { createUser } from '../members/create.ts'
import { countOwners } from '../roles/last-owner.ts'
import { lockRoles } from '../roles/replace.ts'

type Transaction = Prisma.TransactionClient
interface Person {
  id: string
  email: string
}

/**
 * The account of somebody whom a provider vouches for: the one tied to the identity; else one that is made, when the verified address was invited or the claims give a role. An account
 * that has a way in of its own is not taken over by an address: its owner ties the identity while signed in. Throws `not-a-member`, `identity-not-tied`.
 */
export async function memberOfClaims(
  transaction: Transaction,
  provider: OidcProvider,
  claims: OidcClaims,
  origin: Origin,
): Promise<Person> {
  const key = { providerId: provider.id, subject: claims.sub }
  const wanted = mappedRole(provider, claims)
  const tied = await transaction.oidcIdentity.findUnique({
    where: { providerId_subject: key },
    include: { user: true },
  })
  if (tied === null) {
    const { user, given } = await newcomer(transaction, provider, claims, { role: wanted, origin })
    await transaction.oidcIdentity.create({ data: { ...key, userId: user.id, mappedRole: given } })
    return user
  }
  if (tied.user.disabledAt !== null) throw refused(provider, 'the account is disabled')
  const change = { was: tied.mappedRole, is: wanted, origin }
  const given = provider.roleClaim === null ? tied.mappedRole : await applyRole(transaction, tied.user, change)
  await transaction.oidcIdentity.update({
    where: { id: tied.id },
    data: { mappedRole: given, lastUsedAt: new Date() },
  })
  return tied.user
}

async function newcomer(
  transaction: Transaction,
  provider: OidcProvider,
  claims: OidcClaims,
  { role, origin }: { role: Role | null; origin: Origin },
): Promise<{ user: Person; given: Role | null }> {
  const email = emailAddress.safeParse(claims.email).data
  if (email === undefined || claims.email_verified !== true)
    throw refused(provider, 'the provider names no verified address')
  const name = (claims.name ?? claims.preferred_username ?? email).slice(0, 100)
  const existing = await transaction.user.findUnique({
    where: { email },
    include: { password: true, _count: { select: { passkeys: true, identities: true } } },
  })
  if (existing !== null) {
    const { password, _count, disabledAt } = existing
    if (disabledAt !== null) throw refused(provider, 'the account is disabled')
    if (password === null && _count.passkeys + _count.identities === 0) return { user: existing, given: null }
    throw new CodedError('identity-not-tied', `The account of ${email} has a way in of its own.`)
  }
  const open = { email, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
  const invitation = await transaction.invitation.findFirst({ where: open })
  if (invitation !== null) {
    const user = await takeInvitation(transaction, invitation, name)
    await audit(transaction, actorOf(user, origin), 'member.accept', email, { name, provider: provider.name })
    return { user, given: null }
  }
  if (role === null) throw refused(provider, 'nobody invited this address, and no role is mapped to it')
  const user = await createUser(transaction, { email, name })
  await transaction.roleAssignment.create({ data: { userId: user.id, role } })
  await audit(transaction, strangerOf(email, origin), 'member.create', email, { role, provider: provider.name })
  return { user, given: role }
}

/**
 * Brings the role on the installation up to what the claims say now; answers which one this provider has given after that. What was given by hand in the portal stays, also when the
 * claims say the same: only a role that this provider gave is changed or taken away. So does the last owner, until there is another.
 */
async function applyRole(
  transaction: Transaction,
  user: Person,
  { was, is, origin }: { was: Role | null; is: Role | null; origin: Origin },
): Promise<Role | null> {
  if (was === is) return was
  await lockRoles(transaction)
  const where = { userId: user.id, environmentId: null }
  const held = await transaction.roleAssignment.findFirst({ where })
  if (held !== null && held.role !== was) return was
  if (held?.role === 'owner' && (await countOwners(transaction)) === 1) return was
  await transaction.roleAssignment.deleteMany({ where })
  if (is !== null) await transaction.roleAssignment.create({ data: { userId: user.id, role: is } })
  const sessionsEnded = await endSessionsOf(transaction, user.id)
  const facts = { before: { roles: rolesOf(was) }, after: { roles: rolesOf(is) } }
  await audit(transaction, actorOf(user, origin), 'member.roles', user.email, { by: 'claims', sessionsEnded }, facts)
  return is
}

const rolesOf = (role: Role | null) => (role === null ? [] : [{ role, environmentId: null }])

const refused = (provider: OidcProvider, reason: string) =>
  new CodedError('not-a-member', `${provider.title} says who you are, but ${reason}.`)
