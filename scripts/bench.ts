/** `make bench REPOSITORY=…`: hands over to bench/push.ts with an engine that runs and a client that is generated. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureEngine } from './engine.ts'
import { generateClient } from './prepare.ts'
import { hostBundle } from './product-processes.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function bench(): Promise<void> {
  const { REPOSITORY, KINDS, ROUNDS, RELEASE, CLASSIC } = process.env
  if (!REPOSITORY) throw new Error('Name the platform: make bench REPOSITORY=/path/to/platform.git')
  const settings = readSettings()
  await ensureEngine(settings.dataDir)
  await generateClient(settings.repository)
  const option = (name: string, value: string | undefined) => (value ? [`--${name}`, value] : [])
  const options = [...option('kinds', KINDS), ...option('rounds', ROUNDS), ...option('release', RELEASE)]
  const script = join(settings.repository, 'bench/push.ts')
  const argumentList = [script, '--repository', REPOSITORY, ...options, ...(CLASSIC ? ['--classic'] : [])]
  const child = spawn(process.execPath, argumentList, {
    stdio: 'inherit',
    env: { ...process.env, FUN_CA_BUNDLE: hostBundle() },
  })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

await bench().catch(fail)
