/** `make start`: the portal as bootstrap left it; environments are started from the portal. */
import { bringUpPortal } from './bring-up.ts'
import { publicPortalUrl, readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

async function start(): Promise<void> {
  const settings = readSettings()
  await bringUpPortal(settings)
  say(`  The portal runs: ${publicPortalUrl(settings)}`)
}

await start().catch(fail)
