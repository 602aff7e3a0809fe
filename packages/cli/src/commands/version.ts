import type { Cli } from '../cli.ts'
import { printJson } from '../output/results.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'
import { cliVersion } from '../version.ts'

export function versionCommand(program: Program, cli: Cli): void {
  program
    .command('version')
    .description('Print the version of this command')
    .option('--json', 'print JSON')
    .action(({ json }) => {
      const version = { fun: cliVersion, node: process.versions.node }
      if (json) printJson(cli, version)
      else say(cli.out, `fun ${version.fun} (Node ${version.node})`)
    })
}
