import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Operation } from '@fun/contract/resources'
import type Docker from 'dockerode'

const run = promisify(execFile)

/** Every path below a working tree with its ignored ones, and what git says of it: equal before and after means untouched. */
export async function treeState(folder: string): Promise<{ status: string; listing: string }> {
  const git = (...args: string[]) => run('git', ['-C', folder, ...args], { maxBuffer: 256 * 1024 * 1024 })
  const status = await git('status', '--porcelain=v1', '--ignored', '--untracked-files=all')
  const listing = await run(
    'find',
    [folder, '-not', '-type', 'd', '-not', '-path', `${folder}/.git/*`, '-printf', '%P %m %s %T@\n'],
    {
      maxBuffer: 256 * 1024 * 1024,
    },
  )
  return { status: status.stdout, listing: listing.stdout.split('\n').toSorted().join('\n') }
}

/** Resident memory of each running container of a project in MB of 1,000,000 bytes, page cache left out. */
export async function memoryByService(
  docker: Docker,
  containers: Docker.ContainerInfo[],
): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const each of containers) {
    if (each.State !== 'running') continue
    const { memory_stats: memory } = await docker.getContainer(each.Id).stats({ stream: false })
    const cache = memory.stats?.total_inactive_file ?? memory.stats?.inactive_file ?? 0
    found[each.Labels['com.docker.compose.service'] ?? each.Id] = Math.round((memory.usage - cache) / 1e6)
  }
  return found
}

/** Seconds and exit code of each container after a stop, from the engine's own record. */
export async function exits(
  docker: Docker,
  containers: Docker.ContainerInfo[],
): Promise<Array<{ service: string; exitCode: number }>> {
  return Promise.all(
    containers.map(async (each) => {
      const { State } = await docker.getContainer(each.Id).inspect()
      return { service: each.Labels['com.docker.compose.service'] ?? each.Id, exitCode: State.ExitCode }
    }),
  )
}

/** A step's duration in seconds, or undefined when it did not run. */
export function stepSeconds(step: Operation['steps'][number]): number | undefined {
  if (step.startedAt === null || step.finishedAt === null) return undefined
  return (Date.parse(step.finishedAt) - Date.parse(step.startedAt)) / 1000
}

/** Steps as a Markdown table: start offset and duration, in seconds. */
export function stepTable(operation: Operation): string {
  const origin = Date.parse(operation.startedAt ?? operation.queuedAt)
  const rows = operation.steps.map((step) => {
    const offset = step.startedAt === null ? '' : ((Date.parse(step.startedAt) - origin) / 1000).toFixed(1)
    return `| ${step.title} | ${offset} | ${stepSeconds(step)?.toFixed(1) ?? ''} | ${step.detail.replaceAll('|', '/').slice(0, 80)} |`
  })
  return ['| step | starts at (s) | takes (s) | |', '| --- | ---: | ---: | --- |', ...rows].join('\n')
}

/** Seconds from start to end of an operation. */
export function operationSeconds(operation: Operation): number {
  if (operation.startedAt === null || operation.finishedAt === null) return Number.NaN
  return (Date.parse(operation.finishedAt) - Date.parse(operation.startedAt)) / 1000
}
