import type { putRoles, ServiceAccount, updateServiceAccount as updateBody } from '@fun/contract/access'
import type { z } from 'zod'
import { channels } from '../../adapters/queue/bus.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { requireMayGive } from '../roles/may-give.ts'
import { lockRoles, replaceRoles } from '../roles/replace.ts'
import { findServiceAccount } from './find.ts'

/** A service account that the principal may act on: one that can do no more than they. Throws `not-found`, `forbidden`. */
export async function loadGovernable({ deps, principal }: UseCaseContext, nameOrId: string): Promise<ServiceAccount> {
  const account = await findServiceAccount(deps, nameOrId)
  requireMayGive(
    principal,
    account.roles.map(({ role, environment }) => ({ role, environmentId: environment?.id ?? null })),
  )
  return account
}

/** Gives a service account exactly these roles. Throws `not-found`, `forbidden`, `invalid-request`. */
export async function putServiceAccountRoles(
  context: UseCaseContext,
  nameOrId: string,
  { roles }: z.infer<typeof putRoles>,
): Promise<ServiceAccount> {
  const { deps, principal } = context
  const { id, name } = await findServiceAccount(deps, nameOrId)
  await deps.store.$transaction(async (transaction) => {
    await lockRoles(transaction)
    const { before, after } = await replaceRoles(transaction, principal, { serviceAccountId: id }, roles)
    const facts = { before: { roles: before }, after: { roles: after } }
    await audit(transaction, principal, 'service-account.roles', name, {}, facts)
  })
  deps.bus.publish(channels.access, '')
  return findServiceAccount(deps, id)
}

/** Disables or enables it with all its tokens. Throws `not-found`, `forbidden`. */
export async function updateServiceAccount(
  context: UseCaseContext,
  nameOrId: string,
  { disabled }: z.infer<typeof updateBody>,
): Promise<ServiceAccount> {
  const { deps, principal } = context
  const { id, name } = await loadGovernable(context, nameOrId)
  await deps.store.$transaction(async (transaction) => {
    await transaction.serviceAccount.update({ where: { id }, data: { disabledAt: disabled ? new Date() : null } })
    await audit(transaction, principal, 'service-account.update', name, { disabled })
  })
  deps.bus.publish(channels.access, '')
  return findServiceAccount(deps, id)
}

/** Removes it with its tokens. Throws `not-found`, `forbidden`. */
export async function removeServiceAccount(context: UseCaseContext, nameOrId: string): Promise<void> {
  const { deps, principal } = context
  const { id, name } = await loadGovernable(context, nameOrId)
  await deps.store.$transaction(async (transaction) => {
    await transaction.serviceAccount.delete({ where: { id } })
    await audit(transaction, principal, 'service-account.remove', name)
  })
  deps.bus.publish(channels.access, '')
}
