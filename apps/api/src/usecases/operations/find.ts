import type { Operation } from '@fun/contract/resources'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { operationInclude, presentOperation } from './present.ts'

/** One operation with its steps. Throws `not-found`. */
export async function findOperation(deps: Deps, id: string): Promise<Operation> {
  const row = await deps.store.operation.findUnique({ where: { id }, include: operationInclude })
  if (row === null) throw new CodedError('not-found', `There is no operation ${id}.`)
  return presentOperation(row)
}
