/** `make bench-portal`: hands over to bench/portal.ts with an engine, a client and a portal that are there. The machine should do nothing else meanwhile. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureEngine } from './engine.ts'
import { buildWeb, generateClient } from './prepare.ts'
import { hostBundle } from './product-processes.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function benchPortal(): Promise<void> {
  const { PARTS, ROUNDS, ENVIRONMENTS, MINUTES } = process.env
  const settings = readSettings()
  await ensureEngine(settings.dataDir)
  await generateClient(settings.repository)
  await buildWeb(settings)
  const option = (name: string, value: string | undefined) => (value ? [`--${name}`, value] : [])
  const options = [
    ...option('parts', PARTS),
    ...option('rounds', ROUNDS),
    ...option('environments', ENVIRONMENTS),
    ...option('minutes', MINUTES),
  ]
  const child = spawn(process.execPath, [join(settings.repository, 'bench/portal.ts'), ...options], {
    stdio: 'inherit',
    env: { ...process.env, FUN_CA_BUNDLE: hostBundle() },
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

await benchPortal().catch(fail)
