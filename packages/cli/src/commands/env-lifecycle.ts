import type { Command } from '@commander-js/extra-typings'
import { bodyOf } from '@fun/client/client'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { carryOut } from '../orders.ts'
import { say } from '../output/screen.ts'

const lifecycle = [
  { verb: 'start', done: 'is started', description: 'Start what is there, as it was' },
  { verb: 'stop', done: 'is stopped', description: 'Stop it; data stay, and no push wakes it' },
  { verb: 'restart', done: 'is restarted', description: 'Restart it, or some of its services' },
] as const

export function envLifecycleCommands(env: Command, cli: Cli): void {
  for (const { verb, done, description } of lifecycle)
    env
      .command(verb)
      .description(description)
      .argument('<environment>')
      .argument('[service...]', 'some services only')
      .option('--no-wait', 'print the id of the operation, and do not wait for it')
      .option('--json', 'print the operation as JSON when it has ended')
      .action(async (environment, services, options) => {
        const client = await cli.client()
        const call = { params: { path: { environment } }, body: services.length === 0 ? {} : { services } }
        const queued = await bodyOf(client.rest.POST(`/api/v1/environments/{environment}/${verb}`, call))
        const ended = await carryOut(cli, client, queued, options)
        if (ended !== undefined && !options.json) say(cli.err, `${cli.err.style('green', '✓')} ${environment} ${done}.`)
      })
  env
    .command('destroy')
    .summary('Remove an environment from its host')
    .description(
      'Remove its containers and networks. Data and secrets stay, and a deploy brings it back, unless --remove-data.',
    )
    .argument('<environment>')
    .option('--remove-data', 'databases, uploads, secrets and the environment itself go, too')
    .option('--confirm <environment>', 'its name again, where nobody can be asked')
    .option('--no-wait', 'print the id of the operation, and do not wait for it')
    .option('--json', 'print the operation as JSON when it has ended')
    .action(async (environment, { removeData, confirm, ...options }) => {
      const client = await cli.client()
      const name = confirm ?? (await askForName(cli, environment, removeData === true))
      const queued = await bodyOf(
        client.rest.POST('/api/v1/environments/{environment}/destroy', {
          params: { path: { environment } },
          body: { name, removeData: removeData === true },
        }),
      )
      const ended = await carryOut(cli, client, queued, options)
      if (ended !== undefined && !options.json)
        say(cli.err, `${cli.err.style('green', '✓')} ${environment} is destroyed${removeData ? ' with its data' : ''}.`)
    })
}

async function askForName(cli: Cli, environment: string, removeData: boolean): Promise<string> {
  if (!cli.input.isTerminal)
    throw new CommandFailure(exitCodes.usage, 'Destroying wants the name typed again.', `Add --confirm ${environment}`)
  say(cli.err, `This removes ${environment}${removeData ? ' and all of its data, for good' : '; its data stay'}.`)
  return cli.input.ask('Type its name to go on: ')
}
