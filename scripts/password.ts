/** `make password EMAIL=<address>`: a link with which that person chooses a new password for the portal, made in the database: no mail, no portal needed. */
import { join } from 'node:path'
import { productEnvironment } from './product-processes.ts'
import { runProgram } from './run-program.ts'
import { publicPortalUrl, readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

async function password(): Promise<void> {
  const email = process.env.EMAIL
  if (email === undefined || email === '') throw new Error('usage: make password EMAIL=<address> [TWO_FACTOR=off]')
  const settings = readSettings()
  const main = join(settings.repository, 'apps/api/src/main.ts')
  const more = process.env.TWO_FACTOR === 'off' ? ['--without-second-factor'] : []
  const path = await runProgram(process.execPath, [main, 'password', email, ...more], {
    environment: productEnvironment(settings),
    cwd: settings.repository,
  })
  say(`  Good for one use, within an hour: ${publicPortalUrl(settings)}${path.trim()}`)
}

await password().catch(fail)
