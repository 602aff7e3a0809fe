import type { Cli } from '../cli.ts'
import { readContexts, writeContexts } from '../contexts.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'

export function contextCommands(program: Program, cli: Cli): void {
  const context = program.command('context').description('List the portals that you signed in to, use another')
  context
    .command('list')
    .description('List contexts; * marks the one in use')
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { current, contexts } = await readContexts(cli.surroundings.configFile)
      const rows = Object.entries(contexts).map(([name, { url }]) => ({ name, url, inUse: name === current }))
      printList(cli, options.json, 'No contexts: fun login makes one.', rows, [
        { heading: '', value: (each) => (each.inUse ? '*' : '') },
        { heading: 'name', value: (each) => each.name },
        { heading: 'portal', value: (each) => each.url },
      ])
    })
  context
    .command('use')
    .description('Use another one from now on')
    .argument('<name>')
    .action(async (name) => {
      const known = await readContexts(cli.surroundings.configFile)
      const chosen = known.contexts[name]
      if (chosen === undefined)
        throw new CommandFailure(exitCodes.usage, `There is no context ${name}.`, 'See fun context list.')
      await writeContexts(cli.surroundings.configFile, { ...known, current: name })
      say(cli.err, `Now in use: ${name} (${chosen.url}).`)
    })
}
