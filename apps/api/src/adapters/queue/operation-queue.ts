import { Queue } from 'bullmq'
import type { Logger } from 'pino'
import type { RedisConnections } from './connections.ts'

/** BullMQ's queue of operations. A job's id and its only datum are the operation's id. */
export const operationQueueName = 'operations'

export interface OperationQueue {
  /** Tells a worker of an operation: adds the job when Redis does not know it, wakes it when it is delayed. Never throws; false: Redis was away. */
  knock(operationId: string): Promise<boolean>
  close(): Promise<void>
}

/** Jobs are removed when they end in any way: the row is the truth, and a job of the same id can then be added again. */
export function createOperationQueue(redis: RedisConnections, prefix: string, logger: Logger): OperationQueue {
  const queue = new Queue(operationQueueName, {
    connection: redis.impatient,
    prefix,
    skipVersionCheck: true,
    skipWaitingForReady: true,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
  })
  queue.on('error', (error) => logger.debug({ error: error.message }, 'queue'))
  return {
    async knock(operationId) {
      try {
        const job = await queue.add('operation', { operationId }, { jobId: operationId })
        if (await job.isDelayed()) await job.promote()
        return true
      } catch (error) {
        logger.debug({ operationId, error: String(error) }, 'a knock was lost; the sweeper knocks again')
        return false
      }
    },
    async close() {
      await queue.close()
    },
  }
}
