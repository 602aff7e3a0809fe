import type { Deps } from '../../deps.ts'
import { streamOperationEvents } from '../../events/stream.ts'
import type { ServerSentEvent } from '../../plugins/sse.ts'
import type { Principal } from '../../policy/principal.ts'
import { eventFor } from '../../policy/withhold.ts'
import { findOperation } from './find.ts'

/** Events of an operation after a sequence until it has ended, each as the principal of that moment may read it. Throws `not-found`. */
export async function* watchOperation(
  deps: Deps,
  principal: () => Principal | null,
  id: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const operation = await findOperation(deps, id)
  for await (const event of streamOperationEvents(deps, id, after, signal))
    yield { id: String(event.sequence), event: event.type, data: eventFor(principal(), operation, event) }
}
