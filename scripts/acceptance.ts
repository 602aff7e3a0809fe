/** `make acceptance REPOSITORY=…`: hands over to e2e/acceptance.ts with an engine that runs and a client that is generated. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureEngine } from './engine.ts'
import { generateClient } from './prepare.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function acceptance(): Promise<void> {
  const repository = process.env.REPOSITORY
  if (!repository) throw new Error('Name the platform: make acceptance REPOSITORY=/path/to/platform.git')
  const settings = readSettings()
  await ensureEngine(settings.dataDir)
  await generateClient(settings.repository)
  const option = (name: string, value: string | undefined) => (value ? [`--${name}`, value] : [])
  const { REF, RELEASE, KINDS } = process.env
  const options = [...option('reference', REF), ...option('release', RELEASE), ...option('kinds', KINDS)]
  const script = join(settings.repository, 'e2e/acceptance.ts')
  const child = spawn(process.execPath, [script, '--repository', repository, ...options], { stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
}

await acceptance().catch(fail)
