import { volumeName } from '@fun/reconcile/names'
import type { JobPreparation } from '../ports.ts'
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
      environment: { id: { not: environment.id }, sourceId: environment.sourceId, hostId: environment.hostId },
    },
    include: { environment: { select: { name: true } } },
    orderBy: { completedAt: 'desc' },
  })
  for (const { environment: other } of collected) {
    const name = volumeName({ ...rendered.project, name: other.name }, 'static')
    const { volumes } = await run.engine.observe(other.name, {}, run.signal)
    if (!volumes.some((volume) => volume.name === name)) continue
    return { volumes: [{ name, target: borrowedFolder }], environment: { FUN_STATIC_OF_ANOTHER: borrowedFolder } }
  }
  return {}
}
