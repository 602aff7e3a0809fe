import { Option } from '@commander-js/extra-typings'
import { bodyOf, type FunClient } from '@fun/client/client'
import { operationEvents } from '@fun/client/operation-events'
import type { Operation } from '@fun/client/types'
import { operationKind, operationState } from '@fun/contract/resources'
import type { Cli } from '../cli.ts'
import { follow, nameOf, readOperation, sayEnd } from '../follow.ts'
import { wholeNumber } from '../options.ts'
import { commitText, resultText } from '../orders.ts'
import { safeLine } from '../output/plain-text.ts'
import { problemLines } from '../output/problems.ts'
import { printJson, printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { endedLine } from '../output/steps.ts'
import { facts } from '../output/table.ts'
import { age, duration } from '../output/times.ts'
import type { Program } from '../program.ts'

export function operationsCommands(program: Program, cli: Cli): void {
  const operations = program
    .command('operations')
    .alias('ops')
    .description('See what was asked for, follow what runs, cancel it')
  operations
    .command('list')
    .description('List operations, newest first')
    .option('-e, --environment <environment>', 'of one environment')
    .addOption(new Option('--state <state>', 'in one state').choices(operationState.options))
    .addOption(new Option('--kind <kind>', 'of one kind').choices(operationKind.options))
    .option('-n, --limit <count>', 'how many at most', wholeNumber, 20)
    .option('--json', 'print JSON')
    .action(({ json, ...filter }) => list(cli, filter, json))
  operations
    .command('show')
    .description('Show one operation with its steps')
    .argument('<operation>')
    .option('--log', 'print its log, too')
    .option('--json', 'print JSON')
    .action(async (id, { json, log }) => {
      const client = await cli.client()
      const operation = await readOperation(client, id)
      if (json) return printJson(cli, operation)
      show(cli, operation)
      if (log) await printLog(cli, client, id)
    })
  operations
    .command('follow')
    .description('Follow one to its end, from its first step on')
    .argument('<operation>')
    .option('--log', 'print the whole log, not only the steps')
    .option('--json', 'print the events as JSON, one a line')
    .action(async (id, { json, log }) => {
      const client = await cli.client()
      const operation = await readOperation(client, id)
      const onEvent = (event: object) => (json ? say(cli.out, JSON.stringify(event)) : undefined)
      const ended = await follow(cli, client, operation, { steps: !json, log: log === true, onEvent })
      cli.exitCode = sayEnd(cli, ended)
      if (ended.state === 'succeeded' && !json)
        say(cli.err, `${cli.err.style('green', '✓')} The ${nameOf(ended)} succeeded.`)
    })
  operations
    .command('cancel')
    .description('Cancel one that waits, or one that runs at its next safe point')
    .argument('<operation>')
    .option('--no-wait', 'do not wait for its end')
    .option('--json', 'print the operation as JSON')
    .action(async (id, { wait, json }) => {
      const client = await cli.client()
      const path = { operation: id }
      const asked = await bodyOf(client.rest.POST('/api/v1/operations/{operation}/cancel', { params: { path } }))
      const ended = wait ? await follow(cli, client, asked, { steps: false, log: false }) : asked
      if (json) printJson(cli, ended)
      else
        say(cli.err, wait ? `The ${nameOf(ended)} ended as ${ended.state}.` : `The ${nameOf(ended)} is ${ended.state}.`)
    })
}

async function list(
  cli: Cli,
  {
    environment,
    state,
    kind,
    limit,
  }: { environment?: string; state?: Operation['state']; kind?: Operation['kind']; limit: number },
  json: true | undefined,
): Promise<void> {
  const client = await cli.client()
  const query = {
    limit: Math.min(200, Math.max(1, limit)),
    ...(environment === undefined ? {} : { environment }),
    ...(state === undefined ? {} : { state: [state] }),
    ...(kind === undefined ? {} : { kind: [kind] }),
  }
  const { items } = await bodyOf(client.rest.GET('/api/v1/operations', { params: { query } }))
  const now = Date.now()
  printList(cli, json, 'No operations.', items, [
    { heading: 'operation', value: (each) => each.id },
    { heading: 'kind', value: (each) => each.kind },
    { heading: 'environment', value: (each) => each.environment?.name ?? '' },
    { heading: 'state', value: (each) => each.state },
    { heading: 'asked', value: (each) => `${age(each.queuedAt, now)} ago` },
    { heading: 'took', value: (each) => took(each) },
    { heading: 'by', value: (each) => safeLine(each.trigger) },
  ])
}

function show(cli: Cli, operation: Operation): void {
  const now = Date.now()
  const rows = facts([
    ['operation', operation.id],
    ['kind', operation.kind],
    ['environment', operation.environment?.name],
    ['state', operation.state],
    ['waits for', operation.waitingFor],
    ['asked', `${age(operation.queuedAt, now)} ago by ${safeLine(operation.trigger)}`],
    ['took', took(operation)],
    ['commit', safeLine(commitText(resultText(operation, 'commit'), resultText(operation, 'commitSubject')))],
  ])
  say(cli.out, ...rows)
  for (const step of operation.steps) {
    const { state } = step
    if (state === 'pending' || state === 'running') say(cli.out, `… ${safeLine(step.title)}`)
    else say(cli.out, endedLine({ ...step, state }, cli.out))
  }
  if (operation.problem === null) return
  say(cli.out, ...problemLines(operation.problem, cli.out))
  for (const line of operation.problem.log ?? []) say(cli.out, `  │ ${safeLine(line, cli.out.hasColours)}`)
}

/** Of one that still runs, what it has written so far. */
async function printLog(cli: Cli, client: FunClient, id: string): Promise<void> {
  const quiet = AbortSignal.any([cli.interrupted, AbortSignal.timeout(3_600_000)])
  for await (const event of operationEvents(client, id, { signal: quiet }))
    if (event.type === 'log') say(cli.out, ...event.lines.map((line) => safeLine(line, cli.out.hasColours)))
}

function took(operation: Operation): string {
  if (operation.startedAt === null || operation.finishedAt === null) return ''
  return duration(Date.parse(operation.finishedAt) - Date.parse(operation.startedAt))
}
