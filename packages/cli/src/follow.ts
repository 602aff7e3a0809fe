import { bodyOf, type FunClient } from '@fun/client/client'
import { isFinal, operationEvents } from '@fun/client/operation-events'
import { pause } from '@fun/client/pause'
import type { Operation } from '@fun/client/types'
import type { OperationEvent } from '@fun/contract/resources'
import type { Cli } from './cli.ts'
import { CommandFailure, type ExitCode, exitCodes } from './exit-codes.ts'
import { safeLine } from './output/plain-text.ts'
import { problemLines } from './output/problems.ts'
import { say } from './output/screen.ts'
import { StepsView } from './output/steps.ts'

const askAgainMs = 5_000
const failedLogLinesMax = 20

export interface FollowOptions {
  /** Show steps on the screen for progress. */
  steps: boolean
  /** What becomes of log lines: printed among the steps, given to nobody, or to `onEvent` only. */
  log: boolean
  onEvent?: (event: OperationEvent) => void
}

/**
 * Shows an operation until it has ended, and returns it. Rejects with CommandFailure `interrupted` on Ctrl-C (the operation goes on), with what
 * the client says when the portal is gone for good.
 */
export async function follow(
  cli: Cli,
  client: FunClient,
  queued: Operation,
  options: FollowOptions,
): Promise<Operation> {
  const view = options.steps ? new StepsView(cli.err) : undefined
  const recent: OperationEvent[] = []
  const ended = new AbortController()
  const waiting = isFinal(queued.state) ? Promise.resolve() : sayWhatItWaitsFor(client, queued, view, ended.signal)
  try {
    const onConnection = (state: 'lost' | 'back') =>
      view?.print(state === 'lost' ? 'The portal does not answer; trying again …' : 'The portal is back.')
    for await (const event of operationEvents(client, queued.id, { signal: cli.interrupted, onConnection })) {
      if (event.type !== 'state' || event.state !== 'queued') view?.notice('')
      if (event.type === 'state' && event.state === 'running') ended.abort()
      options.onEvent?.(event)
      if (options.log && event.type === 'log')
        for (const line of event.lines) view?.print(safeLine(line, cli.err.hasColours))
      view?.take(event)
      if (event.type === 'log') recent.splice(0, recent.push(event) - failedLogLinesMax)
    }
  } finally {
    ended.abort()
    await waiting
    view?.end()
  }
  if (cli.interrupted.aborted) throw goesOn(queued)
  const last = await readOperation(client, queued.id)
  if (last.state === 'failed' && options.steps) sayLog(cli, last, options.log ? [] : recent)
  return last
}

/** Says how an operation ended that did not succeed; a success says nothing here. The exit code is the process's. */
export function sayEnd(cli: Cli, operation: Operation): ExitCode {
  const what = `The ${nameOf(operation)}`
  switch (operation.state) {
    case 'succeeded':
      return exitCodes.succeeded
    case 'cancelled':
      say(cli.err, `${cli.err.style('yellow', '✗')} ${what} was cancelled.`)
      return exitCodes.cancelled
    case 'superseded': {
      const { supersededBy } = operation.result
      say(cli.err, `${cli.err.style('yellow', '✗')} ${what} was superseded: a newer one took its place.`)
      if (typeof supersededBy === 'string') say(cli.err, `Follow that one: fun operations follow ${supersededBy}`)
      return exitCodes.cancelled
    }
    default:
      say(cli.err, `${cli.err.style('red', '✗')} ${what} failed.`)
      if (operation.problem !== null) say(cli.err, ...problemLines(operation.problem, cli.err))
      say(cli.err, `All of it: fun operations show ${operation.id} --log`)
      return exitCodes.failed
  }
}

export function readOperation(client: FunClient, operation: string): Promise<Operation> {
  return bodyOf(client.rest.GET('/api/v1/operations/{operation}', { params: { path: { operation } } }))
}

/** `deploy of demo`. */
export function nameOf(operation: Operation): string {
  return operation.environment === null ? operation.kind : `${operation.kind} of ${operation.environment.name}`
}

function goesOn(operation: Operation): CommandFailure {
  return new CommandFailure(
    exitCodes.interrupted,
    `The ${nameOf(operation)} goes on without you.`,
    `Follow it: fun operations follow ${operation.id}\nCancel it: fun operations cancel ${operation.id}`,
  )
}

/** Until a worker has taken it. Whatever goes wrong here is found by the one who follows. */
async function sayWhatItWaitsFor(
  client: FunClient,
  queued: Operation,
  view: StepsView | undefined,
  signal: AbortSignal,
): Promise<void> {
  let seen = queued
  for (;;) {
    if (seen.state !== 'queued') return
    if (!signal.aborted && seen.waitingFor !== null) view?.notice(`Waiting: ${safeLine(seen.waitingFor)}`)
    await pause(askAgainMs, signal)
    if (signal.aborted) return
    seen = await readOperation(client, queued.id).catch(() => seen)
  }
}

function sayLog(cli: Cli, operation: Operation, recent: readonly OperationEvent[]): void {
  const known = operation.problem?.log ?? []
  const lines = known.length > 0 ? known : recent.flatMap((event) => (event.type === 'log' ? event.lines : []))
  const bar = cli.err.style('dim', '│')
  for (const line of lines.slice(-failedLogLinesMax)) say(cli.err, `  ${bar} ${safeLine(line, cli.err.hasColours)}`)
}
