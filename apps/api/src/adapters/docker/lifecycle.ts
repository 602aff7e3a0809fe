import { labels } from '@fun/reconcile/labels'
import type { LogLine } from '../../ports.ts'
import { startContainer, stopContainer } from './containers.ts'
import { dependencyLevels, inDependencyOrder, type StackContainer } from './dependency-levels.ts'
import type { EngineClient } from './engine-client.ts'
import { exec } from './exec.ts'
import { projectContainers } from './observe.ts'
import { waitReady } from './wait-ready.ts'

export interface LifecycleInput {
  project: string
  verb: 'start' | 'stop' | 'restart'
  /** All services when absent. */
  services: string[] | undefined
  readyTimeoutMsMax: number
}

/**
 * Stops dependents first, starts dependencies first; a service that others want healthy is waited for. After a start, containers with a
 * live configuration set read it again, because addresses may have changed.
 */
export async function changeLifecycle(
  client: EngineClient,
  input: LifecycleInput,
  onLine: LogLine,
  signal: AbortSignal,
): Promise<void> {
  const all = inDependencyOrder(await projectContainers(client, input.project, signal))
  const chosen = all.filter(({ service }) => input.services === undefined || input.services.includes(service))
  const levels = dependencyLevels(chosen)
  if (input.verb !== 'start') await stopLevels(client, levels, onLine, signal)
  if (input.verb === 'stop') return
  for (const level of levels) {
    await Promise.all(level.map((container) => start(client, container, all, input, onLine, signal)))
  }
  await reloadOthers(client, all, chosen, onLine, signal)
}

/** Stops containers, dependents first. */
export async function stopLevels(
  client: EngineClient,
  levels: StackContainer[][],
  onLine: LogLine,
  signal: AbortSignal,
): Promise<void> {
  for (const level of [...levels].reverse()) {
    await Promise.all(
      level.map(async ({ info, name }) => {
        if (!info.State.Running && !info.State.Restarting) return
        onLine(`stopping ${name}`)
        await stopContainer(client, info.Id, undefined, signal)
      }),
    )
  }
}

async function start(
  client: EngineClient,
  container: StackContainer,
  all: StackContainer[],
  input: LifecycleInput,
  onLine: LogLine,
  signal: AbortSignal,
): Promise<void> {
  onLine(`starting ${container.name}`)
  await startContainer(client, container.info.Id, signal)
  const wantedHealthy = all.some(({ dependencies }) =>
    dependencies.some((d) => d.service === container.service && d.condition === 'service_healthy'),
  )
  if (!wantedHealthy) return
  const { name: containerName, service } = container
  const timeoutMsMax = input.readyTimeoutMsMax
  await waitReady(client, { containerName, service, heartbeats: [], timeoutMsMax }, signal)
}

async function reloadOthers(
  client: EngineClient,
  all: StackContainer[],
  started: StackContainer[],
  onLine: LogLine,
  signal: AbortSignal,
): Promise<void> {
  for (const owner of all) {
    const argv = parseArguments(owner.info.Config.Labels[labels.reload])
    if (argv === undefined || started.includes(owner) || !owner.info.State.Running) continue
    const { exitCode, output } = await exec(client, owner.info.Id, argv, signal)
    onLine(exitCode === 0 ? `${owner.name} read its configuration again` : `${owner.name} did not reload: ${output}`)
  }
}

/** The argument vector that a label holds as JSON; undefined when it holds none. */
export function parseArguments(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  return Array.isArray(value) ? value.map(String) : undefined
}
