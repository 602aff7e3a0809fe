/** Queues that the Celery workers of each system take from, by their names at the broker. */
export const taskQueues = {
  lms: ['edx.lms.core.default', 'edx.lms.core.high', 'edx.lms.core.high_mem'],
  cms: ['edx.cms.core.default', 'edx.cms.core.high', 'edx.cms.core.low'],
} as const
