import { Failure } from '../pipeline/failure.ts'
import type { Run } from '../pipeline/run.ts'
import type { JobEnvironment } from './job.ts'

/** The environment that an operation works on. Throws when the row has gone, which only a destroy does. */
export async function environmentOf(run: Run): Promise<JobEnvironment> {
  const id = run.operation.environmentId
  const environment =
    id === null
      ? null
      : await run.deps.store.environment.findUnique({
          where: { id },
          include: { source: true, host: true, servingRevision: true },
        })
  if (environment) return environment
  throw new Failure('nothing-deployed', {
    detail: 'The environment of this operation has been destroyed.',
    cure: 'Create it again and deploy it.',
  })
}
