import type { NotificationContent } from '@fun/contract/notifications'
import type { SeenLook } from './standing-trouble.ts'

/** Can the repository be polled? One look that fails may be a hiccup: it is told when the next one fails too. */
export function sourceLook(
  source: { id: string; name: string },
  failure: { detail: string; cure: string | undefined } | undefined,
  { troubleSeconds, pollSeconds }: { troubleSeconds: number; pollSeconds: number },
): SeenLook {
  const tell = (title: string, sentence: string) => (): NotificationContent => ({
    title: `source ${source.name}: ${title}`,
    sentence,
    cure: failure?.cure ?? null,
    environment: null,
    operation: null,
    commit: null,
    reference: null,
    durationSeconds: null,
  })
  return {
    subject: `source ${source.id}`,
    kind: 'unreachable',
    seen: failure === undefined ? 'good' : 'bad',
    badSeconds: Math.min(troubleSeconds, pollSeconds / 2),
    goodSeconds: 0,
    begins: { event: 'source.unreachable', content: tell('cannot be polled', failure?.detail ?? '') },
    ends: { event: 'source.recovered', content: tell('can be polled again', 'Pushes are found again.') },
  }
}
