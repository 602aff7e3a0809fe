import type { Deps } from './deps.ts'
import { createWorkerDeps } from './deps-worker.ts'
import { ensureHost } from './operations/ensure-host.ts'
import { stopOnSignals } from './process-life.ts'
import { tidyAtRest } from './tidy-at-rest.ts'
import { startWorkers } from './worker.ts'

/** The process role `worker`: takes operations until SIGTERM; what runs then is given back and picked up by another worker. */
export async function runWorker(deps: Deps): Promise<void> {
  await ensureHost(deps)
  const workers = await startWorkers(createWorkerDeps(deps))
  tidyAtRest()
  stopOnSignals(deps.logger, 12_000, async () => {
    await workers.stop()
    await deps.close()
  })
}
