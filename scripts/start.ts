/** `make start`: the portal as bootstrap left it; environments are started from the portal. */
import { bringUpPortal } from './bring-up.ts'
import { portalUrl, readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

async function start(): Promise<void> {
  const settings = readSettings()
  await bringUpPortal(settings)
  say(`  The portal runs: ${portalUrl(settings)}`)
}

await start().catch(fail)
