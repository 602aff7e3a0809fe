import type { Operation } from '@fun/contract/resources'
import { openStates } from '../../operations/states.ts'
import type { UseCaseContext } from '../context.ts'
import { findOperation } from '../operations/find.ts'
import { startOperation } from '../operations/start.ts'
import { loadHost } from './load.ts'

/** Queues a prune of a host, or answers the one that is queued or running. Throws `not-found`. */
export async function orderPrune(context: UseCaseContext, nameOrId: string): Promise<Operation> {
  const host = await loadHost(context.deps, nameOrId)
  const open = await context.deps.store.operation.findFirst({
    where: { kind: 'prune', hostId: host.id, state: { in: [...openStates] } },
  })
  if (open !== null) return findOperation(context.deps, open.id)
  return startOperation(context, { kind: 'prune', hostId: host.id, input: {}, auditDetail: { host: host.name } })
}
