/** `make bench-api`: hands over to bench/api.ts with a client that is generated. The machine should do nothing else meanwhile. */
import { handOver } from './hand-over.ts'
import { generateClient } from './prepare.ts'
import { readSettings } from './settings.ts'
import { fail } from './terminal.ts'

async function benchApi(): Promise<void> {
  const { repository } = readSettings()
  await generateClient(repository)
  handOver(repository, 'bench/api.ts')
}

await benchApi().catch(fail)
