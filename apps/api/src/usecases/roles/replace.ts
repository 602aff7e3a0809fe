import type { putRoles } from '@fun/contract/access'
import type { Role } from '@fun/contract/policy'
import type { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { CodedError } from '../../errors.ts'
import type { Principal } from '../../policy/principal.ts'
import { byNameOrId } from '../environments/load.ts'
import { requireMayGive } from './may-give.ts'

/** Who holds roles. */
export type Holder = { userId: string } | { serviceAccountId: string }

type Held = { role: Role; environmentId: string | null }

/** Everything that changes who is an owner does so one after the other. */
export async function lockRoles(transaction: StoreTransaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('roles'))`
}

/**
 * Makes `wanted` the roles of a holder, under the lock of roles; answers them before and after. Only what differs has to be the principal's to give.
 * Throws `forbidden`, `invalid-request`.
 */
export async function replaceRoles(
  transaction: StoreTransaction,
  principal: Principal,
  holder: Holder,
  wanted: z.infer<typeof putRoles>['roles'],
): Promise<{ before: Held[]; after: Held[] }> {
  const after = await resolve(transaction, wanted)
  const before = await transaction.roleAssignment.findMany({
    where: holder,
    select: { role: true, environmentId: true },
  })
  const missingIn = (others: Held[]) => (each: Held) =>
    !others.some(({ role, environmentId }) => role === each.role && environmentId === each.environmentId)
  const taken = before.filter(missingIn(after))
  const given = after.filter(missingIn(before))
  requireMayGive(principal, [...taken, ...given])
  for (const { environmentId } of taken)
    await transaction.roleAssignment.deleteMany({ where: { ...holder, environmentId } })
  await transaction.roleAssignment.createMany({ data: given.map((each) => ({ ...holder, ...each })) })
  return { before, after }
}

async function resolve(transaction: StoreTransaction, wanted: z.infer<typeof putRoles>['roles']): Promise<Held[]> {
  const held: Held[] = []
  for (const [index, { role, environment }] of wanted.entries()) {
    const refuse = (message: string): CodedError =>
      new CodedError('invalid-request', `roles.${index}.environment: ${message}`, {
        errors: [{ path: `roles.${index}.environment`, message }],
      })
    const row =
      environment === null ? null : await transaction.environment.findUnique({ where: byNameOrId(environment) })
    if (environment !== null && row === null) throw refuse(`There is no environment ${environment}.`)
    const environmentId = row?.id ?? null
    if (held.some((each) => each.environmentId === environmentId)) throw refuse('is named twice; one role per place.')
    held.push({ role, environmentId })
  }
  return held
}
