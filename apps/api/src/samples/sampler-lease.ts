import type { WorkerDeps } from '../deps.ts'

/** So long after its last look a worker that says nothing is thought dead, and another one samples. */
const leaseMs = 150_000

/** Whether it is this worker that samples its host, for a while. Of several workers one does: they agree through the host's row. */
export async function takeSampling(deps: Pick<WorkerDeps, 'store' | 'config'>, hostId: string): Promise<boolean> {
  const now = new Date()
  const { count } = await deps.store.host.updateMany({
    where: {
      id: hostId,
      OR: [{ sampledBy: deps.config.workerId }, { sampledUntil: null }, { sampledUntil: { lt: now } }],
    },
    data: { sampledBy: deps.config.workerId, sampledUntil: new Date(now.getTime() + leaseMs) },
  })
  return count > 0
}

/** Lets another worker sample at once. */
export async function leaveSampling(deps: Pick<WorkerDeps, 'store' | 'config'>): Promise<void> {
  await deps.store.host.updateMany({
    where: { name: deps.config.hostName, sampledBy: deps.config.workerId },
    data: { sampledBy: null, sampledUntil: null },
  })
}
