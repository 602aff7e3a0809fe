/** `make cli`: the command line as one file. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli, cliBundle } from './prepare.ts'
import { fail, say, step } from './terminal.ts'

async function makeCli(): Promise<void> {
  const repository = join(import.meta.dirname, '..')
  await step('Building the command line', () => buildCli(repository))
  const file = cliBundle(repository)
  say(`  ${file} (${Math.round(statSync(file).size / 1_000)} kB) needs Node 22.18 or later.`)
  say(`  On your PATH: install ${file} ~/.local/bin/fun`)
}

await makeCli().catch(fail)
