import { InvalidArgumentError } from '@commander-js/extra-typings'
import { bodyOf } from '@fun/client/client'
import { allItems } from '@fun/client/pages'
import type { ApiToken } from '@fun/client/types'
import { type Action, action } from '@fun/contract/policy'
import type { Cli } from '../cli.ts'
import { wholeNumber } from '../options.ts'
import { safeLine } from '../output/plain-text.ts'
import { printJson, printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { age } from '../output/times.ts'
import type { Program } from '../program.ts'

export function tokenCommands(program: Program, cli: Cli): void {
  const token = program.command('token').description('List, make and revoke your API tokens')
  token
    .command('list')
    .description(
      'List your tokens: what they may do, when they were last used; with a token, that one and those that were made with it',
    )
    .option('--json', 'print JSON')
    .action(({ json }) => list(cli, json))
  token
    .command('create')
    .summary('Make a token; it is shown once')
    .description(
      'Make a token and print it, this once. It can do what you can, narrowed to actions and environments; one for CI needs no more than environment:deploy of the environments that it deploys.',
    )
    .argument('<name>', 'what it is for')
    .option('--action <action...>', 'only these, of docs/policy.md: environment:deploy, log:read …', anotherAction)
    .option('-e, --environment <environment...>', 'only on these')
    .option('--days <days>', 'how long it is valid; no end otherwise', wholeNumber)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  fun token create ci --action environment:deploy --environment staging --days 90\n  fun token create ci --action environment:deploy | gh secret set FUN_TOKEN',
    )
    .action(async (name, { action: actions = [], environment: environments = [], days, json }) => {
      const client = await cli.client()
      const expiry = days === undefined ? {} : { expiresInDays: days }
      const made = await bodyOf(
        client.rest.POST('/api/v1/tokens', { body: { name, actions, environments, ...expiry } }),
      )
      if (json) return printJson(cli, made)
      say(cli.out, made.token)
      say(cli.err, `This is the only time that it is shown. Revoke it: fun token revoke ${made.id}`)
    })
  token
    .command('revoke')
    .description('Revoke a token, and those that were made with it')
    .argument('<token>', 'its id, as fun token list shows it')
    .action(async (id) => {
      const client = await cli.client()
      await client.rest.DELETE('/api/v1/tokens/{token}', { params: { path: { token: id } } })
      say(cli.err, `The token ${id} is revoked.`)
    })
}

async function list(cli: Cli, json: true | undefined): Promise<void> {
  const client = await cli.client()
  const rows: ApiToken[] = []
  const fetchPage = (page: { cursor?: string; limit: number }) =>
    bodyOf(client.rest.GET('/api/v1/tokens', { params: { query: page } }))
  for await (const each of allItems(fetchPage)) rows.push(each)
  const now = Date.now()
  printList(cli, json, 'No tokens: fun token create makes one.', rows, [
    { heading: 'token', value: (each) => each.id },
    { heading: 'name', value: (each) => safeLine(each.name) },
    { heading: 'begins', value: (each) => each.prefix },
    { heading: 'used', value: (each) => (each.lastUsedAt === null ? 'never' : `${age(each.lastUsedAt, now)} ago`) },
    { heading: 'expires', value: (each) => each.expiresAt?.slice(0, 10) ?? 'never' },
    { heading: 'environments', value: (each) => each.environments.map((one) => one.name ?? one.id).join(' ') || 'all' },
    { heading: 'actions', value: (each) => each.actions.join(' ') || 'all' },
  ])
}

function anotherAction(text: string, before: Action[] | undefined): Action[] {
  const parsed = action.safeParse(text)
  if (parsed.success) return [...(before ?? []), parsed.data]
  throw new InvalidArgumentError(`There are: ${action.options.join(', ')}.`)
}
