/** `make bench-api`: hands over to bench/api.ts with a client that is generated. The machine should do nothing else meanwhile. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { generateClient } from './prepare.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function benchApi(): Promise<void> {
  const { repository } = readSettings()
  await generateClient(repository)
  const child = spawn(process.execPath, [join(repository, 'bench/api.ts')], { stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

await benchApi().catch(fail)
