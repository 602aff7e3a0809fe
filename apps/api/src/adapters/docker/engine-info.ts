import { statfs } from 'node:fs/promises'
import type { EngineInfo } from '../../ports.ts'
import type { EngineClient } from './engine-client.ts'

/** Version and size of an engine. Free disk is known only for an engine on this machine whose folder may be looked at. */
export async function engineInfo(client: EngineClient, signal: AbortSignal): Promise<EngineInfo> {
  const timeoutMsMax = 10_000
  const [info, version] = await Promise.all([
    client.call('tell about itself', signal, (_signal, docker) => docker.info(), timeoutMsMax),
    client.call('tell its version', signal, (_signal, docker) => docker.version(), timeoutMsMax),
  ])
  const rootDirectory = String(info.DockerRootDir ?? '')
  const diskFreeBytes = client.socketPath === undefined ? undefined : await freeBytes(rootDirectory)
  return {
    version: version.Version,
    apiVersion: version.ApiVersion,
    memoryBytes: Number(info.MemTotal ?? 0),
    cpus: Number(info.NCPU ?? 0),
    rootDirectory,
    ...(diskFreeBytes === undefined ? {} : { diskFreeBytes }),
  }
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path)
    return bavail * bsize
  } catch {
    return undefined
  }
}
