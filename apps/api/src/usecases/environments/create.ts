import type { createEnvironment as createEnvironmentBody, Environment } from '@fun/contract/resources'
import type { z } from 'zod'
import { Prisma } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import { publishEnvironment } from '../../events/publish.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId, loadEnvironment } from './load.ts'
import { presentEnvironment } from './present.ts'
import { generateSecrets, storeSecrets } from './secrets.ts'
import { checkSpecification, checkWorkingTree, refusePortConflicts } from './specification-checks.ts'

/**
 * Creates an environment: rows and secrets only, nothing on the engine. Throws `invalid`, `unknown-source`, `unknown-host`, `name-taken`,
 * `port-conflict`, `working-tree-refused`.
 */
export async function createEnvironment(
  { deps, principal }: UseCaseContext,
  body: z.infer<typeof createEnvironmentBody>,
): Promise<Environment> {
  const specification = checkSpecification(body.specification)
  const workingTree =
    body.workingTree === undefined ? null : await checkWorkingTree(deps, specification.kind, body.workingTree)
  const created = await deps.store
    .$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('environments'))`
      const source = await transaction.source.findUnique({ where: byNameOrId(body.source) })
      if (source === null)
        throw unknown('source', `There is no source ${body.source}.`, 'Create it first: POST /api/v1/sources.')
      const host = await transaction.host.findUnique({ where: byNameOrId(body.host ?? deps.config.hostName) })
      if (host === null)
        throw unknown('host', `There is no host ${body.host ?? deps.config.hostName}.`, 'GET /api/v1/hosts lists them.')
      await refusePortConflicts(transaction, { principal, hostId: host.id }, specification)
      const row = await transaction.environment.create({
        data: {
          name: body.name,
          sourceId: source.id,
          hostId: host.id,
          reference: body.reference,
          specification: body.specification,
          workingTree,
          // In development the tree is the person's own.
          autoDeploy: body.autoDeploy ?? specification.kind !== 'development',
          ...(body.deployPaths === undefined ? {} : { deployPaths: body.deployPaths }),
        },
      })
      await storeSecrets(deps, transaction, row.id, { ...generateSecrets(), ...body.secrets })
      const { source: _source, secrets, ...after } = body
      const detail = { source: source.name, ...(secrets === undefined ? {} : { secrets: Object.keys(secrets) }) }
      await audit(transaction, principal, 'environment.create', body.name, detail, { environmentId: row.id, after })
      return row
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error)
        ? new CodedError('name-taken', `The environment ${body.name} exists already.`, {
            errors: [{ path: 'name', message: 'is taken' }],
          })
        : error
    })
  publishEnvironment(deps.bus, created.id)
  return presentEnvironment(await loadEnvironment(deps, created.id))
}

const unknown = (field: string, detail: string, cure: string) =>
  new CodedError('invalid-request', detail, { cure, errors: [{ path: field, message: detail }] })

/** True for PostgreSQL's unique_violation as Prisma reports it. Source: Prisma error reference, P2002. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
