import type { Operation, OperationEvent } from '@fun/contract/resources'
import { bodyOf, type FunClient } from './client.ts'
import { pause } from './pause.ts'
import { FunProblem, FunUnreachable, isProblem, isTransient, parseJson } from './problem.ts'
import { serverSentEvents } from './server-sent-events.ts'

export interface FollowOptions {
  /** Number of the last event that is known already; 0: from the first on. */
  after?: number
  signal?: AbortSignal
  /** How long the portal may be away before it is given up. */
  patienceMs?: number
  /** The stream was lost, and is back. */
  onConnection?: (state: 'lost' | 'back', why?: unknown) => void
}

const delayMsMin = 250
const delayMsMax = 5_000
const finalStates: ReadonlySet<string> = new Set<Operation['state']>(['succeeded', 'failed', 'cancelled', 'superseded'])

/** Whether an operation in this state has ended. */
export function isFinal(state: Operation['state']): boolean {
  return finalStates.has(state)
}

/**
 * Every event of an operation, each once and in order, until its final state. A stream that is cut goes on where it was cut, as long as the
 * portal comes back within `patienceMs` (5 min); then rejects with FunUnreachable. Rejects with FunProblem when the operation may not (or no
 * longer) be read. An abort ends it without an error.
 */
export async function* operationEvents(
  client: FunClient,
  operationId: string,
  { after = 0, signal = new AbortController().signal, patienceMs = 300_000, onConnection }: FollowOptions = {},
): AsyncGenerator<OperationEvent> {
  let last = after
  let failures = 0
  let lostAt: number | undefined
  let toldOf = false
  const onOpen = () => {
    if (toldOf) onConnection?.('back')
    toldOf = false
    lostAt = undefined
    failures = Math.min(failures, 1)
  }
  while (!signal.aborted) {
    try {
      for await (const event of openStream(client, operationId, last, signal, onOpen)) {
        if (event.sequence <= last) continue
        failures = 0
        last = event.sequence
        yield event
        if (event.type === 'state' && isFinal(event.state)) return
      }
      // The API closes streams when it restarts, and those of an operation that has ended.
      if (await hasEnded(client, operationId, signal)) return
      throw new FunUnreachable('The event stream was closed.')
    } catch (error) {
      if (signal.aborted) return
      lostAt ??= Date.now()
      if (!isTransient(error) || Date.now() - lostAt > patienceMs) throw error
      failures += 1
      // The first try comes at once: most cuts are those of a proxy, which nobody needs to hear of.
      if (failures > 1 && !toldOf) {
        toldOf = true
        onConnection?.('lost', error)
      }
    }
    await pause(failures <= 1 ? 0 : Math.min(delayMsMax, delayMsMin * 2 ** failures), signal)
  }
}

async function* openStream(
  client: FunClient,
  operationId: string,
  after: number,
  signal: AbortSignal,
  onOpen: () => void,
): AsyncGenerator<OperationEvent> {
  const path = `/api/v1/operations/${encodeURIComponent(operationId)}/events`
  const response = await client.stream(path, after === 0 ? {} : { 'last-event-id': String(after) }, signal)
  onOpen()
  for await (const message of serverSentEvents(response)) {
    const content = parseJson(message.data)
    if (message.event === 'problem' && isProblem(content)) throw new FunProblem(content)
    if (isOperationEvent(content)) yield content
  }
}

async function hasEnded(client: FunClient, operation: string, signal: AbortSignal): Promise<boolean> {
  const answer = client.rest.GET('/api/v1/operations/{operation}', { params: { path: { operation } }, signal })
  return isFinal((await bodyOf(answer)).state)
}

/** Events of a kind that this client does not know come from a newer API, and are passed over. */
function isOperationEvent(value: unknown): value is OperationEvent {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('sequence' in value)) return false
  return typeof value.sequence === 'number' && ['state', 'step', 'log'].includes(String(value.type))
}
