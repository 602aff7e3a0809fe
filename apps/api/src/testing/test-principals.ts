import { randomUUID } from 'node:crypto'
import type { Action, Role } from '@fun/contract/policy'
import type { Deps } from '../deps.ts'
import { createUser } from '../usecases/members/create.ts'
import { makeTokenSecret } from '../usecases/tokens/token-secret.ts'

/** A person with roles, and a token of theirs without limits unless some are given. */
export interface TestPerson {
  userId: string
  email: string
  tokenId: string
  token: string
  headers: { authorization: string }
}

/** Roles by place: `installation`, or an environment's id. */
export type TestRoles = Partial<Record<string, Role>>

/** Makes a person as an accepted invitation does, without signing in: every credential of theirs has the same rights. */
export async function makeTestPerson(
  { store }: Pick<Deps, 'store'>,
  roles: TestRoles,
  limits: { actions?: Action[]; environmentIds?: string[]; expiresAt?: Date } = {},
): Promise<TestPerson> {
  const { token, hash, prefix } = makeTokenSecret()
  const email = `${randomUUID()}@example.org`
  return store.$transaction(async (transaction) => {
    const user = await createUser(transaction, { email, name: 'Test Person' })
    for (const [place, role] of Object.entries(roles))
      if (role !== undefined)
        await transaction.roleAssignment.create({
          data: { userId: user.id, role, environmentId: place === 'installation' ? null : place },
        })
    const row = await transaction.apiToken.create({ data: { name: 'test', hash, prefix, userId: user.id, ...limits } })
    return { userId: user.id, email, tokenId: row.id, token, headers: { authorization: `Bearer ${token}` } }
  })
}
