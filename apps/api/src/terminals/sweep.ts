import { terminalEnd } from '@fun/contract/terminal'
import type { TerminalSession } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import { finishTerminal } from './finish.ts'

const atOnceMax = 20
const reapMsMax = 30_000

/**
 * Ends terminals that nobody holds: their worker died, or nobody ever connected. What such a worker left running in a container is ended too. Run it every few
 * seconds in every worker; while an engine is away its terminals wait.
 */
export async function sweepTerminals(
  deps: Pick<WorkerDeps, 'store' | 'engine' | 'config' | 'logger'>,
  stopping: AbortSignal,
): Promise<void> {
  const overdue = { endedAt: null, leaseExpiresAt: { lt: new Date() } }
  const rows = await deps.store.terminalSession.findMany({ where: overdue, take: atOnceMax })
  for (const row of rows) {
    if (stopping.aborted) return
    const leaseExpiresAt = new Date(Date.now() + reapMsMax + deps.config.leaseSeconds * 1000)
    const { count } = await deps.store.terminalSession.updateMany({
      where: { id: row.id, ...overdue },
      data: { leaseExpiresAt, workerId: deps.config.workerId },
    })
    if (count === 1) await reap(deps, row, AbortSignal.any([stopping, AbortSignal.timeout(reapMsMax)]))
  }
}

async function reap(
  deps: Pick<WorkerDeps, 'store' | 'engine' | 'config' | 'logger'>,
  row: TerminalSession,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (row.workerId !== null) await deps.engine.endTerminal(row.containerId, row, signal)
    const asked = terminalEnd.safeParse(row.endRequested).data
    await finishTerminal(
      deps,
      row,
      deps.config.workerId,
      asked ?? (row.workerId === null ? 'abandoned' : 'worker-lost'),
      null,
    )
  } catch (error) {
    deps.logger.warn({ terminal: row.id, error: String(error) }, 'a terminal that nobody holds could not be ended yet')
  }
}
