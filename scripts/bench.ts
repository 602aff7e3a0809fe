/** `make bench REPOSITORY=…`: hands over to bench/push.ts with an engine that runs and a client that is generated. */
import { ensureEngine } from './engine.ts'
import { handOver } from './hand-over.ts'
import { generateClient } from './prepare.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function bench(): Promise<void> {
  const { REPOSITORY: repository, KINDS: kinds, ROUNDS: rounds, RELEASE: release, CLASSIC } = process.env
  if (!repository) throw new Error('Name the platform: make bench REPOSITORY=/path/to/platform.git')
  const settings = readSettings()
  await ensureEngine(settings.dataDir)
  await generateClient(settings.repository)
  handOver(settings.repository, 'bench/push.ts', {
    repository,
    kinds,
    rounds,
    release,
    classic: CLASSIC ? true : undefined,
  })
}

await bench().catch(fail)
