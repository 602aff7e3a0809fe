/** `make bench-portal`: hands over to bench/portal.ts with an engine, a client, a portal and a browser that are there. The machine should do nothing else meanwhile. */
import { ensureEngine } from './engine.ts'
import { handOver } from './hand-over.ts'
import { buildWeb, generateClient } from './prepare.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'
import { ensureTestBrowser } from './test-browser.ts'

async function benchPortal(): Promise<void> {
  const { PARTS: parts, ROUNDS: rounds, ENVIRONMENTS: environments, MINUTES: minutes } = process.env
  const settings = readSettings()
  await ensureTestBrowser(new AbortController().signal)
  await ensureEngine(settings.dataDir)
  await generateClient(settings.repository)
  await buildWeb(settings)
  handOver(settings.repository, 'bench/portal.ts', { parts, rounds, environments, minutes })
}

await benchPortal().catch(fail)
