import { taskQueues } from '@fun/compose-model/services/task-queues'
import type { ContainerEngine } from '../ports.ts'

const systems = ['lms', 'cms'] as const
const queues = systems.flatMap((system) => taskQueues[system].map((queue) => ({ system, queue })))

/** Celery keeps a queue as a list of the name that it has. Source: kombu.transport.redis. */
const lengths =
  'local found = {} for index, key in ipairs(KEYS) do found[index] = redis.call("LLEN", key) end return found'
const argv = ['redis-cli', '-n', '0', 'EVAL', lengths, String(queues.length), ...queues.map(({ queue }) => queue)]
const outputCharactersMax = 1_000

/**
 * How many tasks wait at the broker for the workers of each system, asked by one call in the Redis container (which knows its own password); undefined when it
 * does not tell.
 */
export async function waitingTasks(
  engine: Pick<ContainerEngine, 'output'>,
  containerId: string,
  signal: AbortSignal,
): Promise<Record<'lms' | 'cms', number> | undefined> {
  let text = ''
  const onChunk = async (chunk: Buffer) => {
    if (text.length < outputCharactersMax) text += chunk.toString('utf8')
  }
  const { exitCode } = await engine.output(containerId, { argv, environment: {} }, onChunk, signal)
  const counts = text.trim().split('\n').map(Number)
  if (exitCode !== 0 || counts.length !== queues.length || !counts.every(Number.isInteger)) return undefined
  const sumOf = (wanted: 'lms' | 'cms') =>
    queues.reduce((sum, { system }, index) => sum + (system === wanted ? (counts[index] ?? 0) : 0), 0)
  return { lms: sumOf('lms'), cms: sumOf('cms') }
}
