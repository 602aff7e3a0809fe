import { bodyOf } from '@fun/client/client'
import { allItems } from '@fun/client/pages'
import type { Source } from '@fun/client/types'
import type { Cli } from '../cli.ts'
import { readHidden } from '../input.ts'
import { safeLine } from '../output/plain-text.ts'
import { printJson, printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { facts } from '../output/table.ts'
import { age } from '../output/times.ts'
import type { Program } from '../program.ts'

export function sourceCommands(program: Program, cli: Cli): void {
  const source = program.command('source').description('See, add and remove git repositories')
  source
    .command('list')
    .description('List the git repositories that environments can come from')
    .option('--json', 'print JSON')
    .action(({ json }) => list(cli, json))
  source
    .command('show')
    .description('Show one: its address, and whether it could be read when a worker last looked')
    .argument('<source>')
    .option('--json', 'print JSON')
    .action(async (name, { json }) => {
      const client = await cli.client()
      const found = await bodyOf(client.rest.GET('/api/v1/sources/{source}', { params: { path: { source: name } } }))
      if (json) printJson(cli, found)
      else show(cli, found)
    })
  source
    .command('add')
    .summary('Add a git repository')
    .description(
      'Add a git repository. For one that needs credentials, name the user: the password, or a token of the git host, is asked for, or read from a pipe; it is never an argument, and no call shows it again.',
    )
    .argument('<name>', 'what environments call it')
    .argument('<url>', 'https, ssh, or a folder of the server beneath FUN_DEVELOPMENT_ROOTS')
    .option('--user <user>', 'whose password is asked for')
    .option('--json', 'print the source as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  fun source add platform https://git.example.org/team/edx-platform.git\n  fun source add private https://git.example.org/team/private.git --user deploy < token.txt',
    )
    .action(async (name, url, { user, json }) => {
      const client = await cli.client()
      const credentials =
        user === undefined
          ? {}
          : { credentials: { user, password: await readHidden(cli.input, `Password of ${user}: `) } }
      const made = await bodyOf(client.rest.POST('/api/v1/sources', { body: { name, url, ...credentials } }))
      if (json) return printJson(cli, made)
      say(cli.err, `${made.name} is added. Use it: fun env create <environment> --source ${made.name}`)
    })
  source
    .command('remove')
    .description('Remove a git repository that no environment uses')
    .argument('<source>')
    .action(async (name) => {
      const client = await cli.client()
      await client.rest.DELETE('/api/v1/sources/{source}', { params: { path: { source: name } } })
      say(cli.err, `The source ${name} is removed.`)
    })
}

async function list(cli: Cli, json: true | undefined): Promise<void> {
  const client = await cli.client()
  const rows: Source[] = []
  const fetchPage = (page: { cursor?: string; limit: number }) =>
    bodyOf(client.rest.GET('/api/v1/sources', { params: { query: page } }))
  for await (const each of allItems(fetchPage)) rows.push(each)
  const now = Date.now()
  printList(cli, json, 'No sources: fun source add makes one.', rows, [
    { heading: 'name', value: (each) => each.name },
    { heading: 'address', value: (each) => safeLine(each.url) },
    { heading: 'credentials', value: (each) => (each.hasCredentials ? 'yes' : 'no') },
    { heading: 'looked at', value: (each) => lookedAt(each, now) },
    { heading: 'problem', value: (each) => safeLine(each.lastPollProblem?.detail ?? '') },
  ])
}

function show(cli: Cli, source: Source): void {
  const { lastPollProblem: problem } = source
  const rows = facts([
    ['name', source.name],
    ['address', safeLine(source.url)],
    ['credentials', source.hasCredentials ? 'yes' : 'no'],
    ['webhook secret', source.hasWebhookSecret ? 'yes' : 'no'],
    ['looked at', lookedAt(source, Date.now())],
    ['problem', problem === null ? '' : safeLine([problem.detail, problem.cure].filter(Boolean).join(' '))],
  ])
  say(cli.out, ...rows)
}

const lookedAt = ({ lastPolledAt }: Source, now: number): string =>
  lastPolledAt === null ? 'not yet' : `${age(lastPolledAt, now)} ago`
