import type { Host } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'

/** A host by name or id. Throws `not-found`. */
export async function loadHost(deps: Deps, nameOrId: string): Promise<Host> {
  const row = await deps.store.host.findUnique({ where: byNameOrId(nameOrId) })
  if (row === null) throw new CodedError('not-found', `There is no host ${nameOrId}.`)
  return row
}
