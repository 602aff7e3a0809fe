import type { Deps } from '../../deps.ts'
import { labelOf } from '../../policy/principal.ts'
import { audit } from '../audit.ts'
import type { Actor } from '../context.ts'

const windowMs = 3_600_000
/** Entries an hour and process: a flood of refused calls fills no disk. */
const perPrincipalMax = 30
const allMax = 300

/** What was refused: the route's policy, and what it was called on. */
export interface Refusal {
  policy: string
  subject: string
  detail: { method: string; route: string; code: string }
}

/**
 * Records writes that the policy refused, at most 30 an hour of one principal and 300 in all; the last one of these says that more are not
 * recorded. Never rejects: a refusal is answered whether or not it could be noted.
 */
export function refusalRecorder(deps: Pick<Deps, 'store' | 'logger'>, now: () => number = Date.now) {
  let startedAt = 0
  let all = 0
  const counts = new Map<string, number>()
  return async (actor: Actor, { policy, subject, detail }: Refusal): Promise<void> => {
    if (now() - startedAt > windowMs) {
      startedAt = now()
      all = 0
      counts.clear()
    }
    const key = labelOf(actor)
    const count = (counts.get(key) ?? 0) + 1
    if (count > perPrincipalMax || all >= allMax) return
    all += 1
    counts.set(key, count)
    const last = count === perPrincipalMax || all === allMax
    const note = last ? { ...detail, note: 'Further refusals of this hour are not recorded.' } : detail
    await deps.store
      .$transaction((transaction) =>
        audit(transaction, actor, policy.replace(':', '.'), subject, note, { result: 'refused' }),
      )
      .catch((error: unknown) => deps.logger.error({ err: error }, 'a refusal could not be recorded'))
  }
}
