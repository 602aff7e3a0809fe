import { labels } from '@fun/reconcile/labels'
import type { EngineClient } from './engine-client.ts'

export interface PublishedPort {
  address: string
  port: number
  project: string
  container: string
}

/** Host ports of all running containers; `project` is empty for a container of no Compose project. */
export async function publishedPorts(client: EngineClient, signal: AbortSignal): Promise<PublishedPort[]> {
  const containers = await client.call('list containers', signal, (abortSignal, docker) =>
    docker.listContainers({ abortSignal }),
  )
  return containers.flatMap(({ Ports, Labels, Names }) =>
    Ports.filter(({ PublicPort }) => PublicPort > 0).map(({ IP, PublicPort }) => ({
      address: IP,
      port: PublicPort,
      project: Labels[labels.project] ?? '',
      container: (Names[0] ?? '').replace(/^\//, ''),
    })),
  )
}
