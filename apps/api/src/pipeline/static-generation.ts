import { volumeName } from '@fun/reconcile/names'
import type { JobPreparation } from '../ports.ts'
import { isEngineUnreachable } from './engine-unreachable.ts'
import type { Deployable } from './prepare.ts'
import type { Run } from './run.ts'

/** Where the job finds the static files of another environment. */
const borrowedFolder = '/fun-static'

/**
 * Another environment of the same source and host that has collected this very static generation: the job copies it, in seconds instead of
 * a minute. Of the same source only: whoever pushes elsewhere must not decide what is served here.
 */
export async function borrowedGeneration(run: Run, prepared: Deployable): Promise<JobPreparation> {
  const { environment, rendered } = prepared
  const inputsHash = rendered.jobs.find((job) => job.name === 'collect-static')?.inputsHash
  if (inputsHash === undefined) return {}
  const collected = await run.deps.store.completedJob.findMany({
    where: {
      job: 'collect-static',
      inputsHash,
      environment: {
        id: { not: environment.id },
        sourceId: environment.sourceId,
        hostId: environment.hostId,
        // Code of a preview may be anybody's, and it has made what it collected.
        NOT: { specification: { path: ['kind'], equals: 'preview' } },
      },
    },
    include: { environment: { select: { name: true } } },
    orderBy: { completedAt: 'desc' },
  })
  for (const { environment: other } of collected) {
    const name = volumeName({ ...rendered.project, name: other.name }, 'static')
    // It is only a short cut: a neighbour that cannot be looked at, because it is being destroyed say, lends nothing.
    const seen = await run.engine.observe(other.name, {}, run.signal).catch((error: unknown) => {
      if (isEngineUnreachable(error) || run.signal.aborted) throw error
      return undefined
    })
    if (seen?.volumes.some((volume) => volume.name === name) !== true) continue
    return { volumes: [{ name, target: borrowedFolder }], environment: { FUN_STATIC_OF_ANOTHER: borrowedFolder } }
  }
  return {}
}
