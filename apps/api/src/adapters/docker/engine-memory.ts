import { readFile } from 'node:fs/promises'
import type { EngineMemory } from '../../ports.ts'
import { containerUsage } from './container-usage.ts'
import type { EngineClient } from './engine-client.ts'

/**
 * Memory that is available where the engine runs: as its kernel says when that is this machine, otherwise its whole memory less what
 * running containers use; and the working sets of the given containers. Those that vanish meanwhile are left out.
 */
export async function engineMemory(
  client: EngineClient,
  containerIds: string[],
  signal: AbortSignal,
): Promise<EngineMemory> {
  const [availableBytes, used] = await Promise.all([
    available(client, signal),
    Promise.all(containerIds.map(async (id) => [id, await workingSet(client, id, signal)] as const)),
  ])
  return {
    availableBytes,
    usedBytes: Object.fromEntries(used.flatMap(([id, bytes]) => (bytes === undefined ? [] : [[id, bytes] as const]))),
  }
}

async function available(client: EngineClient, signal: AbortSignal): Promise<number> {
  if (client.socketPath !== undefined) {
    const text = await readFile('/proc/meminfo', 'utf8').catch(() => '')
    const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  }
  const info = await client.call('tell about itself', signal, (_signal, docker) => docker.info())
  const running = await client.call('list containers', signal, (abortSignal, docker) =>
    docker.listContainers({ abortSignal }),
  )
  const used = await Promise.all(running.map(({ Id }) => workingSet(client, Id, signal)))
  return Number(info.MemTotal ?? 0) - used.reduce((sum: number, bytes) => sum + (bytes ?? 0), 0)
}

async function workingSet(client: EngineClient, id: string, signal: AbortSignal): Promise<number | undefined> {
  return (await containerUsage(client, id, signal))?.memoryBytes
}
