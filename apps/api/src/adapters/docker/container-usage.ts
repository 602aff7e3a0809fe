import { z } from 'zod'
import type { ContainerUsage } from '../../ports.ts'
import { type EngineClient, isStatus } from './engine-client.ts'

/**
 * Calls that run at a time. Many: an engine collects once a second for all who ask (moby, daemon/stats/collector.go), so that one that comes after another waits for
 * the next second.
 */
const callsMax = 100

const blockEntry = z.object({ op: z.string(), value: z.number() })
/** Source: Engine API 1.41, ContainerStats. Absent where the kernel or the network mode gives none. */
const stats = z.object({
  read: z.iso.datetime({ offset: true }).optional(),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }).optional() }).optional(),
  memory_stats: z.object({
    usage: z.number().optional(),
    /** `inactive_file` with cgroup v2, `total_inactive_file` with v1: cache that is given back when memory is short. */
    stats: z.record(z.string(), z.number()).optional(),
  }),
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).optional(),
  blkio_stats: z.object({ io_service_bytes_recursive: z.array(blockEntry).nullish() }).optional(),
})

/** What a running container has used; undefined for one that does not run or is gone. */
export async function containerUsage(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<ContainerUsage | undefined> {
  try {
    const answer: unknown = await client.call(`measure ${id}`, signal, (abortSignal, docker) => {
      // Without it the engine waits a second for a second reading.
      const options = { stream: false as const, 'one-shot': true, abortSignal }
      return docker.getContainer(id).stats(options)
    })
    return toUsage(stats.parse(answer))
  } catch (error) {
    if (isStatus(error, 404, 409)) return undefined
    throw error
  }
}

function toUsage({
  read,
  cpu_stats,
  memory_stats,
  networks,
  blkio_stats,
}: z.infer<typeof stats>): ContainerUsage | undefined {
  const { usage, stats: more } = memory_stats
  if (usage === undefined) return undefined
  const cpuNanoseconds = cpu_stats?.cpu_usage?.total_usage
  const interfaces = networks === undefined ? undefined : Object.values(networks)
  const blocks = blkio_stats?.io_service_bytes_recursive
  const bytesOf = (wanted: 'read' | 'write') =>
    (blocks ?? []).reduce((sum, { op, value }) => sum + (op.toLowerCase() === wanted ? value : 0), 0)
  return {
    atMs: read === undefined ? Date.now() : Date.parse(read),
    ...(cpuNanoseconds === undefined ? {} : { cpuSeconds: cpuNanoseconds / 1e9 }),
    memoryBytes: Math.max(0, usage - (more?.inactive_file ?? more?.total_inactive_file ?? 0)),
    ...(interfaces === undefined
      ? {}
      : {
          receivedBytes: interfaces.reduce((sum, each) => sum + each.rx_bytes, 0),
          sentBytes: interfaces.reduce((sum, each) => sum + each.tx_bytes, 0),
        }),
    ...(blocks == null ? {} : { readBytes: bytesOf('read'), writtenBytes: bytesOf('write') }),
  }
}

/** The same of many containers, a few at a time. */
export async function containersUsage(
  client: EngineClient,
  containerIds: string[],
  signal: AbortSignal,
): Promise<Map<string, ContainerUsage>> {
  const found = new Map<string, ContainerUsage>()
  const ids = containerIds.values()
  const next = async () => {
    for (const id of ids) {
      const usage = await containerUsage(client, id, signal)
      if (usage !== undefined) found.set(id, usage)
    }
  }
  await Promise.all(Array.from({ length: callsMax }, next))
  return found
}
