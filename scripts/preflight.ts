import { statfsSync } from 'node:fs'
import { listContainers } from './engine.ts'
import { type PortHolder, portHolders } from './ports-in-use.ts'

const gibibyte = 1024 ** 3

/** Throws one sentence when less than `gibibytesMin` GiB are free where `folder` lies. */
export function checkDisk(folder: string, gibibytesMin: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = (bavail * bsize) / gibibyte
  if (free >= gibibytesMin) return
  throw new Error(
    `Only ${free.toFixed(1)} GB are free on the disk of ${folder}; ${gibibytesMin} GB are needed: make room there (docker image prune -a removes images that nothing uses), then run make again.`,
  )
}

/** Throws one sentence that names who holds the first taken one of `ports`. */
export function checkPortsFree(ports: number[]): void {
  const [holder] = portHolders(ports)
  if (holder !== undefined) throw new Error(`Port ${holder.port} is taken by ${describe(holder)}: ${cure}`)
}

/** Like {@link checkPortsFree}, for ports that containers publish: names the container instead of Docker's proxy. */
export async function checkEnvironmentPortsFree(ports: number[]): Promise<void> {
  const [holder] = portHolders(ports)
  if (holder === undefined) return
  const container = (await listContainers()).find((each) => each.publishedPorts.includes(holder.port))
  throw new Error(
    `Port ${holder.port} is taken by ${container === undefined ? describe(holder) : `the container ${container.name}`}: ${cure}`,
  )
}

const cure = 'stop it, or move all ports of this portal with PORT=9070.'

function describe(holder: PortHolder): string {
  return holder.pid === undefined ? holder.command : `${holder.command.slice(0, 80)} (process ${holder.pid})`
}
