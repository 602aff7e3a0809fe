import { type OperationEvent, operationEvent } from '@fun/contract/resources'
import { channels } from '../adapters/queue/bus.ts'
import type { Deps } from '../deps.ts'
import { isFinal } from '../operations/states.ts'
import { followNudges } from './nudges.ts'

const batchSizeMax = 500
/** How long a stream trusts silence before it reads PostgreSQL again: what a lost nudge costs at most. */
const rereadMs = 3_000

/**
 * Events of an operation after a sequence: first what PostgreSQL has, then what comes. Ends after the final state.
 * Every event is read from PostgreSQL by its sequence; Redis only says when to look, so nothing is lost or doubled without it.
 */
export async function* streamOperationEvents(
  deps: Pick<Deps, 'store' | 'bus'>,
  operationId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<OperationEvent> {
  const nudges = followNudges(deps.bus, channels.operation(operationId), rereadMs, signal)
  let cursor = after
  try {
    while (!signal.aborted) {
      const operation = await deps.store.operation.findUnique({
        where: { id: operationId },
        select: { state: true, eventSequence: true },
      })
      if (!operation) return
      for await (const event of eventsBetween(deps, operationId, cursor, operation.eventSequence, signal)) {
        cursor = event.sequence
        yield event
      }
      if (isFinal(operation.state)) return
      await nudges.next()
    }
  } finally {
    nudges.end()
  }
}

async function* eventsBetween(
  deps: Pick<Deps, 'store'>,
  operationId: string,
  after: number,
  upTo: number,
  signal: AbortSignal,
): AsyncGenerator<OperationEvent> {
  let cursor = after
  while (cursor < upTo && !signal.aborted) {
    const rows = await deps.store.operationEvent.findMany({
      where: { operationId, sequence: { gt: cursor, lte: upTo } },
      orderBy: { sequence: 'asc' },
      take: batchSizeMax,
    })
    if (rows.length === 0) return
    for (const row of rows) {
      cursor = row.sequence
      yield toEvent(row)
    }
  }
}

function toEvent(row: { sequence: number; at: Date; type: string; data: unknown }): OperationEvent {
  const data = typeof row.data === 'object' && row.data !== null ? row.data : {}
  return operationEvent.parse({ ...data, type: row.type, sequence: row.sequence, at: row.at.toISOString() })
}
