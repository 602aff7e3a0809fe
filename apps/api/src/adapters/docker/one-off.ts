import type { ComposeProject, ComposeService } from '@fun/compose-model/compose-project'
import { graceSeconds } from '@fun/reconcile/durations'
import { labels } from '@fun/reconcile/labels'
import type { MountSettings } from 'dockerode'
import { z } from 'zod'
import { type EngineLogLine, type HandedFile, handedFolder, type OneOffInput } from '../../ports.ts'
import { packFiles } from './archive.ts'
import {
  connectNetworks,
  createContainer,
  inspectContainer,
  removeContainer,
  startContainer,
  stopContainer,
} from './containers.ts'
import { createBody, interpolateService } from './create-body.ts'
import { type EngineClient, isStatus, pause } from './engine-client.ts'
import { EngineUnreachable } from './errors.ts'
import { oneOffLabels } from './labels.ts'
import { followLogs } from './logs.ts'

/** A one-off run; `project` gives names of networks and volumes when they are not Compose's own. */
export interface OneOffRun extends OneOffInput {
  composeProject?: ComposeProject
  /** Hash of what the run depends on: a running container of the same name and hash is joined instead of started twice. */
  inputsHash?: string
  /** Put beneath `handedFolder`, on a volume that is removed with the container; a joined run has them already. */
  files?: HandedFile[]
  /** Mounted read-only, by the engine's own names. */
  volumes?: Array<{ name: string; target: string }>
}

const inputsLabel = 'io.funplatform.inputs-hash'

/**
 * Runs a one-off container to its end and removes it, also when it is cancelled: an abort stops it (SIGTERM, then SIGKILL after its grace).
 * With an `inputsHash`, a container that a killed worker left running is joined, so that a migration never runs twice at once.
 */
export async function runOneOff(
  client: EngineClient,
  run: OneOffRun,
  signal: AbortSignal,
): Promise<{ exitCode: number }> {
  const containerName = oneOffName(run)
  const joined = await findRunning(client, containerName, run, signal)
  const containerId = joined ?? (await createOneOff(client, containerName, run, signal))
  let goesOn = false
  try {
    if (joined === undefined) await startContainer(client, containerId, signal)
    else run.onLine('joined the run that an interrupted operation had started', 'stderr')
    return { exitCode: await followToEnd(client, containerId, run, signal) }
  } catch (error) {
    // Cut off from a job that still runs: it is left alone, and the resumed operation joins it.
    goesOn = !signal.aborted && run.inputsHash !== undefined && error instanceof EngineUnreachable
    if (signal.aborted) {
      const grace = graceSeconds(run.service.stop_grace_period)
      await stopContainer(client, containerId, grace, AbortSignal.timeout((grace + 30) * 1000)).catch(() => undefined)
    }
    throw error
  } finally {
    if (!goesOn) await removeEventually(client, containerId)
  }
}

/**
 * Removes what an interrupted operation left: one-off containers that carry its id, whatever project they belong to. Jobs of a deployment
 * that still run stay: the resumed deployment joins them, and a migration is never cut.
 */
export async function removeOneOffs(client: EngineClient, operationId: string, signal: AbortSignal): Promise<void> {
  const filters = JSON.stringify({ label: [`${labels.operation}=${operationId}`, `${labels.oneOff}=True`] })
  const left = await client.call('list containers', signal, (abortSignal, docker) =>
    docker.listContainers({ all: true, filters, abortSignal }),
  )
  const ended = left.filter(({ State, Labels }) => State !== 'running' || Labels[inputsLabel] === undefined)
  await Promise.all(ended.map(({ Id }) => removeContainer(client, Id, signal)))
}

function oneOffName(run: OneOffRun): string {
  if (run.inputsHash !== undefined) return `${run.project}-${run.name}-run`
  return `${run.project}-${run.name}-run-${run.operationId.replace(/[^A-Za-z0-9]/g, '').slice(-12)}`
}

async function findRunning(
  client: EngineClient,
  containerName: string,
  run: OneOffRun,
  signal: AbortSignal,
): Promise<string | undefined> {
  const existing = await inspectContainer(client, containerName, signal)
  if (existing === undefined) return undefined
  const same = run.inputsHash !== undefined && existing.Config.Labels[inputsLabel] === run.inputsHash
  if (same && existing.State.Running) return existing.Id
  if (existing.State.Running)
    await stopContainer(client, existing.Id, graceSeconds(run.service.stop_grace_period), signal)
  await removeContainer(client, existing.Id, signal)
  return undefined
}

async function createOneOff(client: EngineClient, name: string, run: OneOffRun, signal: AbortSignal): Promise<string> {
  const project = run.composeProject ?? { name: run.project, services: {}, networks: {}, volumes: {} }
  const { ports: _ports, healthcheck: _healthcheck, ...rest } = run.service
  // The kernel ignores SIGTERM for a first process without a handler (python has none): an init makes cancelling quick.
  const service: ComposeService = { init: true, ...interpolateService(rest, run.secrets), restart: 'no' }
  const labelled = {
    ...oneOffLabels(run.project, run.name, run.operationId, run.service),
    ...(run.inputsHash === undefined ? {} : { [inputsLabel]: run.inputsHash }),
  }
  const body = createBody(project, service, { name, labels: labelled, serviceName: undefined })
  const { files = [] } = run
  const mounts = [...(body.HostConfig?.Mounts ?? []), ...moreMounts(run)]
  const HostConfig = { ...body.HostConfig, Mounts: mounts }
  const id = await createContainer(client, { ...body, HostConfig, Healthcheck: { Test: ['NONE'] } }, signal)
  await connectNetworks(client, project, service, { id, serviceName: undefined }, signal)
  if (files.length > 0) await handOver(client, id, files, signal)
  return id
}

function moreMounts({ files = [], volumes = [] }: OneOffRun): MountSettings[] {
  const handed =
    files.length === 0 ? [] : [{ Type: 'volume' as const, Source: '', Target: handedFolder, ReadOnly: false }]
  return [
    ...handed,
    ...volumes.map(({ name, target }) => ({ Type: 'volume' as const, Source: name, Target: target, ReadOnly: true })),
  ]
}

/** A container that is read-only takes files where a volume is, before it starts. */
async function handOver(client: EngineClient, id: string, files: HandedFile[], signal: AbortSignal): Promise<void> {
  try {
    const tar = await packFiles(files.map((file) => ({ path: file.name, content: file.content, mode: 0o444 })))
    await client.call('hand files to a one-off container', signal, (abortSignal, docker) =>
      docker.getContainer(id).putArchive(tar, { path: handedFolder, abortSignal }),
    )
  } catch (error) {
    await removeContainer(client, id, AbortSignal.timeout(30_000)).catch(() => undefined)
    throw error
  }
}

/** An engine that is away for a while must not keep the result back, nor keep the container for ever. */
async function removeEventually(client: EngineClient, containerId: string, attemptsLeft = 100): Promise<void> {
  try {
    await removeContainer(client, containerId, AbortSignal.timeout(30_000))
  } catch {
    if (attemptsLeft > 0) setTimeout(() => void removeEventually(client, containerId, attemptsLeft - 1), 3000).unref()
  }
}

/** Lines read again at the end, to find those that the engine did not send. */
const tailLines = 1000

/**
 * Streams the log and gives the exit code. The engine ends a followed log at the container's exit, sometimes before the last line is in it
 * (seen with 20.10), so the end is read again and what was missed is handed on.
 */
async function followToEnd(
  client: EngineClient,
  containerId: string,
  run: OneOffRun,
  signal: AbortSignal,
): Promise<number> {
  let last: EngineLogLine | undefined
  const emit = (line: EngineLogLine): void => {
    last = line
    run.onLine(line.text, line.stream)
  }
  // Asked for beforehand: whoever ran the container before it was joined may remove it as soon as it has ended.
  const noted = notedExitCode(client, containerId, signal)
  await followLogs(client, containerId, { follow: true }, emit, signal)
  signal.throwIfAborted()
  const code = (await noted) ?? (await exitCode(client, containerId, signal))
  const tail: EngineLogLine[] = []
  await followLogs(client, containerId, { follow: false, tail: tailLines }, (line) => tail.push(line), signal).catch(
    (error: unknown) => {
      if (!isStatus(error, 404, 409)) throw error
    },
  )
  const seen = last
  const seenIndex = tail.findLastIndex((line) => line.at === seen?.at && line.text === seen.text)
  for (const line of tail.slice(seenIndex + 1)) emit(line)
  return code
}

const waitResult = z.object({ StatusCode: z.int() })
const runTimeoutMsMax = 24 * 3_600_000

/** The exit code as the engine tells it at the end, or undefined when the waiting itself was cut. */
async function notedExitCode(
  client: EngineClient,
  containerId: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const ended: unknown = await client.call(
      `wait for ${containerId}`,
      signal,
      (_abortSignal, docker) => docker.getContainer(containerId).wait(),
      runTimeoutMsMax,
    )
    return waitResult.parse(ended).StatusCode
  } catch {
    return undefined
  }
}

/** The log ends a moment before the engine has noted the exit. */
async function exitCode(client: EngineClient, containerId: string, signal: AbortSignal): Promise<number> {
  for (;;) {
    const info = await inspectContainer(client, containerId, signal)
    if (info === undefined) throw new EngineUnreachable(client.address, `the container ${containerId} vanished`)
    if (!info.State.Running) return info.State.ExitCode
    await pause(100, signal)
  }
}
