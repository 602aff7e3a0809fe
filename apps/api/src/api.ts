import { buildApp } from './app.ts'
import type { Deps } from './deps.ts'
import { ensureHost } from './operations/ensure-host.ts'
import { stopOnSignals } from './process-life.ts'
import { tidyAtRest } from './tidy-at-rest.ts'

/** The process role `api`: listens, and ends on SIGTERM. */
export async function runApi(deps: Deps): Promise<void> {
  await ensureHost(deps)
  const app = await buildApp(deps)
  await app.listen({ host: deps.config.listenHost, port: deps.config.listenPort })
  tidyAtRest()
  stopOnSignals(deps.logger, 8_000, async () => {
    // Streams end and idle connections close at once; what still runs by then is cut.
    setTimeout(() => app.server.closeAllConnections(), 6_000).unref()
    await app.close()
    await deps.close()
  })
}
