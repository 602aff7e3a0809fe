import type { Revision } from '../adapters/store/generated/client.ts'
import type { OperationKind } from '../adapters/store/generated/enums.ts'
import { Failure } from '../pipeline/failure.ts'
import type { EnvironmentWithSource, Run } from '../pipeline/run.ts'
import { buildJob } from './build.ts'
import { deployJob } from './deploy.ts'
import { destroyJob } from './destroy.ts'
import { lifecycleJob } from './lifecycle.ts'
import { manageJob } from './manage.ts'
import { planJob } from './plan.ts'
import { pruneJob } from './prune.ts'

/** A narrative of steps. Throws a Failure when it fails; running it again after a cut ends in the same state. */
export type Job = (run: Run) => Promise<undefined>

/** The processor of an operation's kind. */
export function jobOf(kind: OperationKind): Job {
  switch (kind) {
    case 'build':
      return buildJob
    case 'plan':
      return planJob
    case 'deploy':
      return deployJob
    case 'start':
    case 'stop':
    case 'restart':
      return lifecycleJob
    case 'destroy':
      return destroyJob
    case 'manage':
      return manageJob
    case 'prune':
      return pruneJob
    case 'probe':
      throw new Failure('internal', { detail: 'Operations of kind probe are not known to this worker.' })
  }
}

export type JobEnvironment = EnvironmentWithSource & { servingRevision: Revision | null }
