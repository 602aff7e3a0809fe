import type { ContainerEngine } from '../ports.ts'
import { addressesCollide, type ListeningSocket, listeningSockets, processOf } from './host-ports.ts'

/** Who holds ports of the host, as one look at the engine and the machine shows it. */
export interface PortHolders {
  own: Set<number>
  foreign: Awaited<ReturnType<ContainerEngine['publishedPorts']>>
  sockets: ListeningSocket[]
}

/** Looks once. What containers of `project` publish counts as its own. */
export async function readHolders(
  engine: Pick<ContainerEngine, 'publishedPorts'>,
  project: string,
  signal: AbortSignal,
): Promise<PortHolders> {
  const published = await engine.publishedPorts(signal)
  return {
    own: new Set(published.filter((each) => each.project === project).map((each) => each.port)),
    foreign: published.filter((each) => each.project !== project),
    sockets: await listeningSockets(),
  }
}

/** The container or process of somebody else that keeps the project from publishing a port; undefined: nobody. */
export async function holderOf(
  { own, foreign, sockets }: PortHolders,
  address: string,
  port: number,
): Promise<string | undefined> {
  const container = foreign.find((each) => each.port === port && addressesCollide(each.address, address))
  if (container) return `the container ${container.container} of ${container.project || 'another program'}`
  if (own.has(port)) return undefined
  const socket = sockets.find((each) => each.port === port && addressesCollide(each.address, address))
  return socket && ((await processOf(socket.inode)) ?? 'another process')
}
