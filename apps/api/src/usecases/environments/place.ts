import type { StoredSpecification } from '@fun/compose-model/specification'
import type { createEnvironment } from '@fun/contract/resources'
import type { z } from 'zod'
import type { Host, Prisma, Source } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId } from './load.ts'
import { refusePortConflicts } from './specification-checks.ts'

type Wanted = Pick<z.infer<typeof createEnvironment>, 'source' | 'host'>

/** Where an environment that is not there yet comes from and goes to. Throws `invalid-request` for what does not exist, `port-taken`. */
export async function findPlace(
  transaction: Prisma.TransactionClient,
  { deps, principal }: UseCaseContext,
  { source: sourceName, host: hostName = deps.config.hostName }: Wanted,
  specification: StoredSpecification,
): Promise<{ source: Source; host: Host }> {
  const source = await transaction.source.findUnique({ where: byNameOrId(sourceName) })
  if (source === null)
    throw unknown('source', `There is no source ${sourceName}.`, 'Create it first: POST /api/v1/sources.')
  const host = await transaction.host.findUnique({ where: byNameOrId(hostName) })
  if (host === null) throw unknown('host', `There is no host ${hostName}.`, 'GET /api/v1/hosts lists them.')
  await refusePortConflicts(transaction, { principal, hostId: host.id }, specification)
  return { source, host }
}

const unknown = (field: string, detail: string, cure: string) =>
  new CodedError('invalid-request', detail, { cure, errors: [{ path: field, message: detail }] })

/** The refusal of a name that another environment has. */
export const nameTaken = (name: string): CodedError =>
  new CodedError('name-taken', `The environment ${name} exists already.`, {
    errors: [{ path: 'name', message: 'is taken' }],
  })
