import type { updateEnvironment as updateEnvironmentBody } from '@fun/contract/resources'
import { z } from 'zod'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { type Environment as EnvironmentModel, Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { publishEnvironment } from '../../events/publish.ts'
import type { Principal } from '../../policy/principal.ts'
import { requireMay } from '../../policy/refusal.ts'
import { environmentFor } from '../../policy/withhold.ts'
import { changesOf } from '../audit/changes.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { requireMatch } from '../entity-tag.ts'
import { environmentTag } from './environment-tag.ts'
import { loadEnvironment } from './load.ts'
import { parseSpecification, presentEnvironment } from './present.ts'
import { type EnvironmentRow, readEnvironments } from './read.ts'
import { storeSecrets } from './secrets.ts'
import { checkSpecification, refusePortConflicts } from './specification-checks.ts'

/** Changes what an environment should be; the next deploy applies it. The kind stays: a volume of one kind is not one of another. Throws `precondition-failed` when `ifMatch` names another state. */
export async function updateEnvironment(
  { deps, principal }: UseCaseContext,
  nameOrId: string,
  body: z.infer<typeof updateEnvironmentBody>,
  ifMatch?: string,
): Promise<EnvironmentRow> {
  const existing = await loadEnvironment(deps, nameOrId)
  if (body.secrets !== undefined) requireMay(principal, 'secret:write', existing.id)
  const specification = body.specification === undefined ? undefined : checkSpecification(body.specification)
  const kind = parseSpecification(existing.specification).kind
  if (specification !== undefined && specification.kind !== kind)
    throw new CodedError(
      'invalid-request',
      `The environment ${existing.name} is of kind ${kind}; create another for kind ${specification.kind}.`,
      { errors: [{ path: 'specification.kind', message: 'cannot be changed' }] },
    )
  await deps.store.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('environments'))`
    await requireUnchanged(transaction, principal, existing.id, ifMatch)
    if (specification !== undefined)
      await refusePortConflicts(transaction, { principal, hostId: existing.hostId, ownId: existing.id }, specification)
    const before = await transaction.environment.findUniqueOrThrow({ where: { id: existing.id } })
    const after = await transaction.environment.update({
      where: { id: existing.id },
      data: {
        ...(body.reference === undefined ? {} : { reference: body.reference }),
        ...(body.autoDeploy === undefined ? {} : { autoDeploy: body.autoDeploy }),
        ...(body.deployPaths === undefined ? {} : { deployPaths: body.deployPaths ?? Prisma.DbNull }),
        ...(body.specification === undefined ? {} : { specification: body.specification }),
      },
    })
    if (body.secrets !== undefined) await storeSecrets(deps, transaction, existing.id, body.secrets)
    const detail = body.secrets === undefined ? {} : { secrets: Object.keys(body.secrets) }
    const changes = changesOf(settingsOf(before), settingsOf(after))
    await audit(transaction, principal, 'environment.update', existing.name, detail, {
      environmentId: existing.id,
      ...changes,
    })
  })
  publishEnvironment(deps.bus, existing.id)
  return loadEnvironment(deps, existing.id)
}

/** Edits of all environments come one after the other: what is read here stays until this one is written. */
async function requireUnchanged(
  transaction: StoreTransaction,
  principal: Principal,
  id: string,
  ifMatch: string | undefined,
): Promise<void> {
  if (ifMatch === undefined) return
  const [row] = await readEnvironments(transaction, { where: { id } })
  if (row === undefined) throw new CodedError('not-found', 'The environment is gone.')
  requireMatch(ifMatch, environmentTag(row), `The environment ${row.name}`, () =>
    environmentFor(principal, presentEnvironment(row)),
  )
}

/** What a person sets of an environment. */
const settings = z.object({
  reference: z.string(),
  autoDeploy: z.boolean(),
  deployPaths: z.json(),
  specification: z.json(),
})

const settingsOf = (row: EnvironmentModel) => settings.parse(row)
