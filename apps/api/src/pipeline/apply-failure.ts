import { engineErrorCode, engineErrorFact, engineErrorLines } from './engine-unreachable.ts'
import { Failure, type FailureCode } from './failure.ts'

/** What to do about a disk without space. */
export const diskFullCure =
  'Make room (docker image prune, docker builder prune, or destroy an environment) and deploy again.'

/** The problem that an error of the engine is to the person who deployed. Errors that are none of the engine's pass unchanged. */
export function applyFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  if (error instanceof AggregateError && error.errors.length > 0) return applyFailure(error.errors[0])
  const code = engineErrorCode(error)
  if (code === undefined || code === 'engine-unreachable' || !(error instanceof Error)) return error
  const log = engineErrorLines(error)
  const problem = problemOf(code, engineErrorFact(error, 'job'))
  return new Failure(problem.code, {
    detail: /[.!?…]$/.test(error.message.trimEnd()) ? error.message : `${error.message.trimEnd()}.`,
    cure: problem.cure,
    cause: error,
    ...(log.length > 0 ? { log } : {}),
  })
}

function problemOf(code: string, job: string | undefined): { code: FailureCode; cure: string } {
  switch (code) {
    case 'job-failed':
      if (job?.startsWith('migrate'))
        return { code: 'migration-failed', cure: 'The log names the migration. Correct it, push, and deploy again.' }
      return { code: 'job-failed', cure: 'The log says why. Correct it and deploy again.' }
    case 'container-not-ready':
      return {
        code: 'deploy-failed',
        cure: 'The log of the container says why it is not ready. Correct it, push, and deploy again; what served before still does. A page that is meant to fail is not to be asked: name another as smokePath in the specification.',
      }
    case 'port-taken':
      return {
        code: 'port-taken',
        cure: 'Stop what holds the port, or give the environment another one in its specification.',
      }
    case 'configuration-refused':
      return {
        code: 'deploy-failed',
        cure: 'nginx refused its new configuration and goes on with the former one; what served before still does. Correct the specification and deploy again.',
      }
    case 'disk-full':
      return { code: 'disk-full', cure: diskFullCure }
    default:
      return { code: 'deploy-failed', cure: 'The detail is what the Docker engine said. Correct it and deploy again.' }
  }
}
