/** `make rotate-key [FORGET=1]`: puts every stored secret under a new key while the portal goes on. */
import { join } from 'node:path'
import { productEnvironment } from './product-processes.ts'
import { runProgram } from './run-program.ts'
import { readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

async function rotate(): Promise<void> {
  const settings = readSettings()
  const main = join(settings.repository, 'apps/api/src/main.ts')
  const options = process.env.FORGET === '1' ? ['--forget'] : []
  const said = await runProgram(process.execPath, [main, 'rotate-key', ...options], {
    environment: productEnvironment(settings),
    cwd: settings.repository,
  })
  say(said.trimEnd())
}

await rotate().catch(fail)
