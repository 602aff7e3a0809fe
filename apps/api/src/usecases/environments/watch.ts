import { channels } from '../../adapters/queue/bus.ts'
import type { Deps } from '../../deps.ts'
import { followNudges } from '../../events/nudges.ts'
import type { ServerSentEvent } from '../../plugins/sse.ts'
import type { Principal } from '../../policy/principal.ts'
import { environmentFor } from '../../policy/withhold.ts'
import { presentEnvironment } from './present.ts'
import { readEnvironments } from './read.ts'

const rereadMs = 5_000

/** The environment as the principal may read it now, and again whenever it, its operation or its containers changed. Ends when it is removed. */
export async function* watchEnvironment(
  deps: Deps,
  principal: () => Principal | null,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const nudges = followNudges(deps.bus, channels.environment(id), rereadMs, signal)
  let shown = ''
  try {
    while (!signal.aborted) {
      const [row] = await readEnvironments(deps.store, { where: { id } })
      if (row === undefined) return yield { event: 'removed', data: { id } }
      const data = environmentFor(principal(), presentEnvironment(row))
      const text = JSON.stringify({ ...data, observedAt: null })
      if (text !== shown) yield { event: 'changed', data }
      shown = text
      await nudges.next()
    }
  } finally {
    nudges.end()
  }
}
