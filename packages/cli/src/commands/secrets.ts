import { bodyOf } from '@fun/client/client'
import type { Secret } from '@fun/client/types'
import type { Cli } from '../cli.ts'
import { readHidden } from '../input.ts'
import { printJson, printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { age } from '../output/times.ts'
import type { Program } from '../program.ts'

export function secretsCommands(program: Program, cli: Cli): void {
  const secrets = program.command('secrets').description('List, set, generate and remove secrets of an environment')
  secrets
    .command('list')
    .summary('List secrets, with versions and where they are used')
    .description(
      'List secrets of an environment: their versions, which one serves, and what uses them. Values are never shown.',
    )
    .argument('<environment>')
    .option('--json', 'print JSON')
    .action((environment, { json }) => list(cli, environment, json))
  secrets
    .command('set')
    .summary('Give a secret a value')
    .description(
      'Give a secret a value as a new version. The value is asked for, or read from a pipe; it never stands in the command line. The next deploy applies it.',
    )
    .argument('<environment>')
    .argument('<name>', 'upper-case letters, digits and underscores; ${NAME} stands for it in settings')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  fun secrets set staging EMAIL_HOST_PASSWORD\n  pass show mail/staging | fun secrets set staging EMAIL_HOST_PASSWORD',
    )
    .action(async (environment, secret, { json }) => {
      const value = await readHidden(cli.input, `Value of ${secret}: `)
      const client = await cli.client()
      const params = { path: { environment, secret } }
      const path = '/api/v1/environments/{environment}/secrets/{secret}'
      printSaved(cli, environment, await bodyOf(client.rest.PUT(path, { params, body: { value } })), json)
    })
  secrets
    .command('generate')
    .summary('Give a secret a random value')
    .description('Make a new random value that nobody sees, as a new version. The next deploy applies it.')
    .argument('<environment>')
    .argument('<name>')
    .option('--json', 'print JSON')
    .action(async (environment, secret, { json }) => {
      const client = await cli.client()
      const params = { path: { environment, secret } }
      const path = '/api/v1/environments/{environment}/secrets/{secret}/generate'
      printSaved(cli, environment, await bodyOf(client.rest.POST(path, { params })), json)
    })
  secrets
    .command('remove')
    .description('Remove a secret that nothing names any more, with its versions')
    .argument('<environment>')
    .argument('<name>')
    .action(async (environment, secret) => {
      const client = await cli.client()
      const params = { path: { environment, secret } }
      await client.rest.DELETE('/api/v1/environments/{environment}/secrets/{secret}', { params })
      say(cli.err, `${secret} is removed from ${environment}.`)
    })
}

async function list(cli: Cli, environment: string, json: true | undefined): Promise<void> {
  const client = await cli.client()
  const path = '/api/v1/environments/{environment}/secrets'
  const { items } = await bodyOf(client.rest.GET(path, { params: { path: { environment } } }))
  const now = Date.now()
  printList(cli, json, `${environment} has no secrets.`, items, [
    { heading: 'name', value: (each) => each.name },
    { heading: 'kind', value: (each) => each.kind },
    { heading: 'version', value: (each) => String(each.version ?? 'missing') },
    { heading: 'serving', value: (each) => String(each.servingVersion ?? '-') },
    {
      heading: 'set',
      value: ({ versions: [newest] }) => (newest === undefined ? '-' : `${age(newest.createdAt, now)} ago`),
    },
    { heading: 'used by', value: (each) => [...each.services, ...each.settings].join(' ') || '-' },
  ])
}

function printSaved(cli: Cli, environment: string, saved: Secret, json: true | undefined): void {
  if (json) printJson(cli, saved)
  else say(cli.err, `${saved.name} of ${environment} has version ${saved.version}. Apply it: fun deploy ${environment}`)
}
