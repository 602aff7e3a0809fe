import type { Operation } from '../adapters/store/generated/client.ts'
import type { OperationDeps } from './fence.ts'

/** What waited for an operation that ended (same environment, or a place on the same host) hears of it at once. */
export async function knockNeighbours(deps: OperationDeps, ended: Operation): Promise<void> {
  const waiting = await deps.store.operation.findMany({
    where: { hostId: ended.hostId, state: 'queued', id: { not: ended.id } },
    orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }],
    take: 20,
    select: { id: true },
  })
  for (const { id } of waiting) await deps.queue.knock(id)
}
