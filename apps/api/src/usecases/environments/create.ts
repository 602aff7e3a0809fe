import type { createEnvironment as createEnvironmentBody, Environment } from '@fun/contract/resources'
import type { z } from 'zod'
import { Prisma } from '../../adapters/store/generated/client.ts'
import { publishEnvironment } from '../../events/publish.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from './load.ts'
import { findPlace, nameTaken } from './place.ts'
import { presentEnvironment } from './present.ts'
import { generateSecrets, storeSecrets } from './secrets.ts'
import { checkSpecification, checkWorkingTree } from './specification-checks.ts'

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
      const { source, host } = await findPlace(transaction, { deps, principal }, body, specification)
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
      throw isUniqueViolation(error) ? nameTaken(body.name) : error
    })
  publishEnvironment(deps.bus, created.id)
  return presentEnvironment(await loadEnvironment(deps, created.id))
}

/** True for PostgreSQL's unique_violation as Prisma reports it. Source: Prisma error reference, P2002. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}
