import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { mayDo } from '../../policy/may-do.ts'
import type { UseCaseContext } from '../context.ts'
import { type EnvironmentRow, readEnvironments } from './read.ts'

const missing = (nameOrId: string): string => `There is no environment ${nameOrId}.`
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Prisma condition for "name or id". */
export const byNameOrId = (nameOrId: string): { id: string } | { name: string } =>
  uuid.test(nameOrId) ? { id: nameOrId } : { name: nameOrId }

/** An environment that a query or a body names, not the path, which the policy plugin has looked at. Throws `not-found` also when it may not be seen. */
export async function loadVisibleEnvironment(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
): Promise<EnvironmentRow> {
  const row = await loadEnvironment(deps, nameOrId)
  if (mayDo(principal, 'environment:read', row.id)) return row
  throw new CodedError('not-found', missing(nameOrId))
}

/** An environment by name or id. Throws `not-found`. */
export async function loadEnvironment(deps: Deps, nameOrId: string): Promise<EnvironmentRow> {
  const [row] = await readEnvironments(deps.store, { where: byNameOrId(nameOrId) })
  if (row === undefined) throw new CodedError('not-found', missing(nameOrId))
  return row
}
