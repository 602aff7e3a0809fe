import type { StoreTransaction } from '../adapters/store/client.ts'
import { asObject } from './pin-result.ts'
import { finalStates } from './states.ts'

/** What a superseded first deploy of an environment left standing for the next one to go on with, instead of taking it away. */
export interface HandedOver {
  /** Volumes with data were there before any of these deploys. */
  dataBefore: boolean
}

/**
 * Looks at the last operation that changed the environment's containers: undefined unless it was such a deploy. A deploy that was superseded
 * before it knew whether it was the first changed nothing.
 */
export async function handedOver(
  transaction: Pick<StoreTransaction, 'operation'>,
  environmentId: string,
): Promise<HandedOver | undefined> {
  const last = await transaction.operation.findFirst({
    where: {
      environmentId,
      kind: { in: ['deploy', 'start', 'stop', 'restart', 'destroy'] },
      state: { in: [...finalStates] },
      attempts: { gt: 0 },
      OR: [
        { state: { not: 'superseded' } },
        { result: { path: ['fresh'], equals: true } },
        { result: { path: ['fresh'], equals: false } },
      ],
    },
    orderBy: { finishedAt: 'desc' },
    include: { revision: { select: { servingFor: { select: { id: true } } } } },
  })
  if (last?.kind !== 'deploy' || last.state !== 'superseded') return undefined
  // Its worker died when it served already: nothing of it is half made.
  if (last.revision?.servingFor) return undefined
  const { fresh, dataBefore } = asObject(last.result)
  return fresh === true ? { dataBefore: dataBefore !== false } : undefined
}

/** Whether a deploy that waits has something to take away when it is cancelled: what a superseded one left, or is about to leave. */
export async function followsSuperseded(
  transaction: Pick<StoreTransaction, 'operation'>,
  operation: { id: string; environmentId: string | null },
): Promise<boolean> {
  const { environmentId } = operation
  if (environmentId === null) return false
  const ending = await transaction.operation.count({ where: { environmentId, kind: 'deploy', state: 'cancelling' } })
  return ending > 0 || (await handedOver(transaction, environmentId)) !== undefined
}
