import { CodedError } from '../errors.ts'
import { requestCancel } from '../operations/cancel.ts'
import { followsSuperseded } from '../operations/hand-over.ts'
import { Failure } from '../pipeline/failure.ts'
import type { Run } from '../pipeline/run.ts'
import { rightsLost } from '../policy/ordered-by.ts'

/**
 * Rights may go between an order and its turn. What has touched nothing yet fails: throws `rights-lost`. What an earlier attempt, or a superseded deploy, left
 * half made is cancelled, so that it is taken away; past the switch it goes on to its end.
 */
export async function requireRights({ deps, claim, operation, log }: Run): Promise<'cancelled' | undefined> {
  if (claim.cancelRequested) return undefined
  const lost = await rightsLost(deps, operation)
  if (lost === undefined) return undefined
  const leftovers =
    claim.attempt > 1 || (operation.kind === 'deploy' && (await followsSuperseded(deps.store, operation)))
  if (!leftovers)
    throw new Failure('rights-lost', {
      detail: `${lost} Nothing was touched.`,
      cure: 'Somebody who has the right can order it again.',
    })
  try {
    await requestCancel(deps, operation.id)
    log.write(null, 'stderr', `${lost} It is cancelled.`)
    return 'cancelled'
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    log.write(null, 'stderr', `${lost} It goes on: ${error.detail}`)
    return undefined
  }
}
