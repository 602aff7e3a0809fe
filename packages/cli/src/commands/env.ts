import { bodyOf } from '@fun/client/client'
import { allItems } from '@fun/client/pages'
import type { Environment } from '@fun/client/types'
import type { Cli } from '../cli.ts'
import { commitText } from '../orders.ts'
import { safeLine } from '../output/plain-text.ts'
import { printJson, printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { facts, table } from '../output/table.ts'
import { age } from '../output/times.ts'
import type { Program } from '../program.ts'
import { envCreateCommand } from './env-create.ts'
import { envLifecycleCommands } from './env-lifecycle.ts'
import { envSetCommand } from './env-set.ts'
import { envUrlsCommands } from './env-urls.ts'

export function envCommands(program: Program, cli: Cli): void {
  const env = program.command('env').description('See, create, change, start and stop environments')
  env
    .command('list')
    .description('List environments with their health and what they serve')
    .option('--json', 'print JSON')
    .action(async ({ json }) => list(cli, json))
  env
    .command('show')
    .description('Show one environment: services, addresses, what it serves and does')
    .argument('<environment>')
    .option('--json', 'print JSON')
    .action(async (name, { json }) => {
      const environment = await readEnvironment(cli, name)
      if (json) printJson(cli, environment)
      else show(cli, environment)
    })
  envCreateCommand(env, cli)
  envSetCommand(env, cli)
  envLifecycleCommands(env, cli)
  envUrlsCommands(env, cli)
}

/** Rejects with FunProblem `not-found`. */
export async function readEnvironment(cli: Cli, environment: string): Promise<Environment> {
  const client = await cli.client()
  return bodyOf(client.rest.GET('/api/v1/environments/{environment}', { params: { path: { environment } } }))
}

async function list(cli: Cli, json: true | undefined): Promise<void> {
  const client = await cli.client()
  const rows: Environment[] = []
  const fetchPage = (page: { cursor?: string; limit: number }) =>
    bodyOf(client.rest.GET('/api/v1/environments', { params: { query: page } }))
  for await (const each of allItems(fetchPage)) rows.push(each)
  printList(cli, json, 'No environments: fun env create makes one.', rows, [
    { heading: 'name', value: (each) => each.name },
    { heading: 'kind', value: (each) => each.kind },
    { heading: 'release', value: (each) => each.release ?? '' },
    { heading: 'health', value: (each) => each.health },
    { heading: 'does', value: (each) => doing(each) },
    { heading: 'serves', value: (each) => servedCommit(each) },
  ])
}

function show(cli: Cli, environment: Environment): void {
  const now = Date.now()
  const { serving, services, urls } = environment
  say(
    cli.out,
    ...facts([
      ['name', environment.name],
      ['kind', environment.kind],
      ['release', environment.release],
      ['source', `${environment.source.name} at ${environment.reference}`],
      ['auto deploy', environment.autoDeploy ? 'on' : 'off'],
      ['health', environment.health],
      ['does', doing(environment)],
      ['serves', serving === null ? 'nothing yet' : `${servedCommit(environment)} (revision ${serving.number})`],
      ['since', serving?.servedAt ? `${age(serving.servedAt, now)} ago` : ''],
      ['held back', environment.heldCommit?.slice(0, 7)],
    ]),
  )
  if (services.length > 0) {
    const columns = [
      { heading: 'service', value: (each: Environment['services'][number]) => each.service },
      { heading: 'health', value: (each: Environment['services'][number]) => each.health },
      { heading: 'state', value: (each: Environment['services'][number]) => each.state },
      {
        heading: 'up',
        value: (each: Environment['services'][number]) => (each.startedAt ? age(each.startedAt, now) : ''),
      },
      { heading: 'image', value: (each: Environment['services'][number]) => each.image },
    ]
    say(cli.out, '', ...table(columns, services, cli.out.columns))
    for (const each of services) for (const drift of each.drift) say(cli.out, `! ${each.service}: ${safeLine(drift)}`)
  }
  if (urls.length > 0) say(cli.out, '', ...facts(urls.map((each) => [each.name, each.url])))
}

function servedCommit({ serving }: Environment): string {
  return serving === null ? '' : safeLine(commitText(serving.commit, serving.commitSubject))
}

function doing({ currentOperation }: Environment): string {
  return currentOperation === null ? '' : `${currentOperation.kind} ${currentOperation.state}`
}
