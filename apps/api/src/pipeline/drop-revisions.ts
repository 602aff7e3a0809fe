import { z } from 'zod'
import { fenced } from '../operations/fence.ts'
import { openStates } from '../operations/states.ts'
import { revisionsToDrop } from './retention.ts'
import type { Run } from './run.ts'
import type { RunningStep } from './steps.ts'

const about = z.object({ revisionId: z.string() })

/** Lets go of revisions beyond the newest of every environment of this host. Their rows stay, as history. Returns how many. */
export async function dropRevisions(run: Run, step: RunningStep): Promise<number> {
  const { store, config } = run.deps
  const { hostId } = run.operation
  const open = await store.operation.findMany({ where: { hostId, state: { in: [...openStates] } } })
  const inUse = new Set(
    open.flatMap(({ revisionId, input }) => [revisionId ?? '', about.safeParse(input).data?.revisionId ?? '']),
  )
  const environments = await store.environment.findMany({
    where: { hostId },
    select: {
      name: true,
      servingRevisionId: true,
      revisions: { where: { servedAt: { not: null }, droppedAt: null }, select: { id: true, number: true } },
    },
  })
  let dropped = 0
  for (const { name, servingRevisionId: servingId, revisions } of environments) {
    const ids = revisionsToDrop(revisions, { servingId, inUse, revisionsKept: config.retention.revisionsKept })
    if (ids.length === 0) continue
    await fenced(run.deps, run.claim, (transaction) =>
      transaction.revision.updateMany({
        where: { id: { in: ids }, state: { not: 'serving' } },
        data: { droppedAt: new Date() },
      }),
    )
    const numbers = revisions.filter(({ id }) => ids.includes(id)).map(({ number }) => number)
    step.line(`${name}: revision ${numbers.sort((a, b) => a - b).join(', ')} is no longer kept`)
    dropped += ids.length
  }
  return dropped
}
