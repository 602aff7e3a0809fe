import { forgetExpired } from './accounts/sessions.ts'
import type { WorkerDeps } from './deps.ts'
import { enqueueOperation } from './operations/enqueue.ts'
import { openStates } from './operations/states.ts'

/**
 * Forgets sessions and sign-ins that have expired, and queues a prune of this worker's host when it is due. Of several workers one does: they agree through the
 * host's row.
 */
export async function keepHouse(deps: WorkerDeps): Promise<void> {
  await forgetExpired(deps)
  const { pruneSeconds } = deps.config.retention
  if (pruneSeconds === 0) return
  const now = new Date()
  const due = new Date(now.getTime() - pruneSeconds * 1000)
  const host = await deps.store.host.findUnique({ where: { name: deps.config.hostName } })
  if (host === null) return
  const { count } = await deps.store.host.updateMany({
    // A new installation has nothing to prune yet.
    where: { id: host.id, OR: [{ prunedAt: { lt: due } }, { prunedAt: null, createdAt: { lt: due } }] },
    data: { prunedAt: now },
  })
  if (count === 0) return
  // One that waits or runs does what is due.
  const open = await deps.store.operation.count({
    where: { kind: 'prune', hostId: host.id, state: { in: [...openStates] } },
  })
  if (open === 0) await enqueueOperation(deps, { kind: 'prune', hostId: host.id, trigger: 'schedule', input: {} })
}
