import { channels } from '../../adapters/queue/bus.ts'
import type { Deps } from '../../deps.ts'
import { followNudges } from '../../events/nudges.ts'
import type { ServerSentEvent } from '../../plugins/sse.ts'
import { environmentsOf } from '../../policy/may-do.ts'
import type { Principal } from '../../policy/principal.ts'
import { environmentFor } from '../../policy/withhold.ts'
import { presentEnvironment } from './present.ts'
import { readEnvironments } from './read.ts'

const waitMs = 5_000
/** How often all are read again whatever was said: what a lost nudge costs at most. */
const rereadAllMs = 30_000

/**
 * Every environment that the principal may see now, and each again whenever it, its operation or its containers changed: one stream for a whole list, because
 * a browser opens six connections to a host at most.
 */
export async function* watchAllEnvironments(
  deps: Deps,
  principal: () => Principal | null,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const touched = new Set<string>()
  const unsubscribe = deps.bus.subscribe(channels.environments, (id) => touched.add(id))
  const nudges = followNudges(deps.bus, channels.environments, waitMs, signal)
  const shown = new Map<string, string>()
  let readAllAt = 0
  let seen = ''
  try {
    while (!signal.aborted) {
      const visible = environmentsOf(principal(), 'environment:read')
      const all = Date.now() - readAllAt >= rereadAllMs || String(visible) !== seen
      seen = String(visible)
      const ids = all ? null : [...touched]
      touched.clear()
      if (all) readAllAt = Date.now()
      if (ids === null || ids.length > 0) yield* changes(deps, principal(), visible, ids, shown)
      await nudges.next()
    }
  } finally {
    unsubscribe()
    nudges.end()
  }
}

/** What is other than `shown` among `ids` (null: among all); `shown` is brought up to date. */
async function* changes(
  deps: Deps,
  principal: Principal | null,
  visible: 'all' | string[],
  ids: string[] | null,
  shown: Map<string, string>,
): AsyncGenerator<ServerSentEvent> {
  const where = {
    ...(ids === null ? {} : { id: { in: ids } }),
    ...(visible === 'all' ? {} : { AND: { id: { in: visible } } }),
  }
  const rows = await readEnvironments(deps.store, { where })
  const found = new Set(rows.map((row) => row.id))
  for (const row of rows) {
    const data = environmentFor(principal, presentEnvironment(row))
    const text = JSON.stringify({ ...data, observedAt: null })
    if (text === shown.get(row.id)) continue
    shown.set(row.id, text)
    yield { event: 'changed', data }
  }
  for (const id of ids ?? [...shown.keys()]) {
    if (found.has(id) || !shown.delete(id)) continue
    yield { event: 'removed', data: { id } }
  }
}
