import type { ComposeProject } from '@fun/compose-model/compose-project'
import { Failure } from './failure.ts'
import { holderOf, readHolders } from './port-holders.ts'
import type { Run } from './run.ts'

const gibibyte = 1024 ** 3
/** What building an image of a real tree can take, and what running one can. */
const diskFreeBytesMinBuild = 8 * gibibyte
const diskFreeBytesMinRun = 2 * gibibyte
/** A production stack of a real platform uses about 3 GB; below this it is killed at its first page. */
const memoryBytesMin = 2 * gibibyte

/**
 * What would stop a deployment half-way is said before anything is made: disk, memory, ports. Throws `disk-full` or `port-taken`,
 * which names the container or process that has the port.
 */
export function preflight(run: Run, project: ComposeProject, builds: boolean): Promise<void> {
  return run.steps.run('preflight', 'Check the host', async (step) => {
    const info = await run.engine.info(run.signal)
    checkDisk(run, info.diskFreeBytes, builds)
    if (info.memoryBytes < memoryBytesMin)
      step.line(
        `The host has ${gigabytes(info.memoryBytes)} of memory; a platform needs at least ${gigabytes(memoryBytesMin)}.`,
      )
    await checkPorts(run, project)
    const disk = info.diskFreeBytes === undefined ? '' : `${gigabytes(info.diskFreeBytes)} free, `
    step.detail(`${disk}${gigabytes(info.memoryBytes)} memory, engine ${info.version}`)
  })
}

function checkDisk(run: Run, freeBytes: number | undefined, builds: boolean): void {
  if (freeBytes === undefined) return
  const needed = run.deps.config.diskFreeBytesMin ?? (builds ? diskFreeBytesMinBuild : diskFreeBytesMinRun)
  if (freeBytes >= needed) return
  throw new Failure('disk-full', {
    detail: `The engine's disk has ${gigabytes(freeBytes)} free; ${builds ? 'building' : 'deploying'} needs ${gigabytes(needed)}.`,
    cure: 'Make room (docker image prune, docker builder prune, or destroy an environment) and deploy again.',
  })
}

/** Throws `port-taken`, which names the container or process that has the port, when one that a service publishes is held by somebody else. */
export async function checkPorts(run: Run, project: ComposeProject): Promise<void> {
  const wanted = Object.values(project.services).flatMap((service) => service.ports ?? [])
  const holders = await readHolders(run.engine, project.name, run.signal)
  for (const { published, host_ip: address } of wanted) {
    const port = Number(published)
    const holder = await holderOf(holders, address, port)
    if (holder !== undefined) throw portTaken(address, port, holder)
  }
}

function portTaken(address: string, port: number, holder: string): Failure {
  return new Failure('port-taken', {
    detail: `Port ${port} on ${address} is held by ${holder}.`,
    cure: 'Stop it, or give the environment another port in its specification.',
  })
}

const gigabytes = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GB`
