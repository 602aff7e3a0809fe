import { bodyOf, type FunClient } from '@fun/client/client'
import { allItems } from '@fun/client/pages'
import type { Operation, Revision } from '@fun/client/types'
import type { Cli } from './cli.ts'
import { CommandFailure, exitCodes } from './exit-codes.ts'
import { follow, nameOf, sayEnd } from './follow.ts'
import { printJson } from './output/results.ts'
import { say } from './output/screen.ts'

/** How a command goes on after it queued an operation. */
export interface OrderOptions {
  /** `--no-wait` is false. */
  wait: boolean
  json?: true | undefined
  log?: true | undefined
}

/**
 * Follows what was queued, unless told not to. With `--json` the operation is printed, as it ended or as it was queued. Returns it when it ended
 * with success; the exit code says the rest.
 */
export async function carryOut(
  cli: Cli,
  client: FunClient,
  queued: Operation,
  { wait, json, log }: OrderOptions,
): Promise<Operation | undefined> {
  if (!wait) {
    if (json) printJson(cli, queued)
    else {
      say(cli.out, queued.id)
      say(cli.err, `The ${nameOf(queued)} is queued. Follow it: fun operations follow ${queued.id}`)
    }
    return undefined
  }
  const ended = await follow(cli, client, queued, { steps: !json || cli.err.isTerminal, log: log === true })
  if (json) printJson(cli, ended)
  cli.exitCode = sayEnd(cli, ended)
  return ended.state === 'succeeded' ? ended : undefined
}

/** A text of an operation's result, or undefined. */
export function resultText(operation: Operation, key: string): string | undefined {
  const value = operation.result[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** `3f2a1c9 Fix the header`. */
export function commitText(commit: string | undefined, subject: string | undefined): string {
  return [commit?.slice(0, 7), subject].filter((each) => each !== undefined && each !== '').join(' ')
}

/**
 * The kept revision of that number; without one, the newest that served before the serving one. Throws CommandFailure with those there are.
 */
export async function keptRevision(
  client: FunClient,
  environment: string,
  number: number | undefined,
): Promise<Revision> {
  const path = { environment }
  const fetchPage = (page: { cursor?: string; limit: number }) =>
    bodyOf(client.rest.GET('/api/v1/environments/{environment}/revisions', { params: { path, query: page } }))
  const kept: Revision[] = []
  for await (const each of allItems(fetchPage)) if (each.kept) kept.push(each)
  const serving = kept.find((each) => each.state === 'serving')
  const chosen =
    number === undefined
      ? kept.find((each) => serving === undefined || each.number < serving.number)
      : kept.find((each) => each.number === number)
  if (chosen !== undefined) return chosen
  const numbers = kept.filter((each) => each !== serving).map((each) => each.number)
  throw new CommandFailure(
    exitCodes.failed,
    number === undefined ? `${environment} has no earlier revision.` : `${environment} keeps no revision ${number}.`,
    numbers.length === 0 ? 'Nothing that served before is kept.' : `Kept: ${numbers.join(', ')}`,
  )
}
