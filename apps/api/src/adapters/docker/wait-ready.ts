import type { Heartbeat } from '@fun/compose-model/rendered-environment'
import type { ContainerInspectInfo } from 'dockerode'
import { inspectContainer } from './containers.ts'
import { type EngineClient, isStatus, pause } from './engine-client.ts'
import { ContainerNotReady } from './errors.ts'
import { exec } from './exec.ts'
import { lastLogLines } from './logs.ts'
import { probeHttp } from './probe.ts'

/** Pause between two looks; a slow check gets a pause as long as it took itself. */
const probeIntervalMs = 250
/** A container without any check counts as ready when it has run for so long. */
const settledMs = 1000
const logLinesMax = 100

export interface ReadyInput {
  containerName: string
  service: string
  /** Endpoints that must answer 200; none: the container's own health check decides. */
  heartbeats: Heartbeat[]
  timeoutMsMax: number
}

/**
 * Waits until a container is ready by asking it, rather than for the first run of its health check (which comes after a whole interval, API
 * 1.41 has no start interval). Throws ContainerNotReady with log and health log as soon as it exits, or after the timeout.
 */
export async function waitReady(client: EngineClient, input: ReadyInput, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + input.timeoutMsMax
  let lastAnswer = 'no answer yet'
  for (;;) {
    const info = await inspectContainer(client, input.containerName, signal)
    const end = info === undefined ? 'it was removed' : endReason(info)
    if (end !== undefined) throw await notReady(client, input, info, end, signal)
    const began = Date.now()
    if (info !== undefined) {
      const answer = await look(client, info, input, signal)
      if (answer === undefined) return
      lastAnswer = answer
    }
    if (Date.now() > deadline) {
      const reason = `not ready after ${Math.round(input.timeoutMsMax / 1000)} s: ${lastAnswer}`
      throw await notReady(client, input, info, reason, signal)
    }
    await pause(Math.max(probeIntervalMs, Date.now() - began), signal)
  }
}

/** Why a container can never become ready; undefined while it runs. A first exit is enough: what restarts may seem ready in between. */
function endReason(info: ContainerInspectInfo): string | undefined {
  const { Status, ExitCode, OOMKilled, Error: engineError } = info.State
  if (OOMKilled && Status !== 'running') return 'it was killed because its memory limit was reached'
  const exited = Status === 'exited' || Status === 'dead' || Status === 'restarting'
  const restarted =
    Status === 'running' && info.RestartCount > 0 && Date.now() - Date.parse(info.State.StartedAt) < 10_000
  if (!exited && !restarted) return undefined
  return engineError === '' || engineError === undefined ? `it exited with code ${ExitCode}` : engineError
}

/** Undefined when the container is ready, otherwise what it answered. */
async function look(
  client: EngineClient,
  info: ContainerInspectInfo,
  input: ReadyInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!info.State.Running) return `it is ${info.State.Status}`
  try {
    if (input.heartbeats.length > 0) return await askHeartbeats(client, info.Id, input.heartbeats, signal)
    return await askHealthcheck(client, info, signal)
  } catch (error) {
    // The container ended between two calls: the next look says how.
    if (isStatus(error, 404, 409)) return 'it is not running'
    throw error
  }
}

async function askHeartbeats(
  client: EngineClient,
  containerId: string,
  heartbeats: Heartbeat[],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const heartbeat of heartbeats) {
    const status = await probeHttp(client, containerId, heartbeat, signal)
    if (status !== 200) return `${heartbeat.path} answers ${status === 0 ? 'nothing' : status}`
  }
  return undefined
}

async function askHealthcheck(
  client: EngineClient,
  info: ContainerInspectInfo,
  signal: AbortSignal,
): Promise<string | undefined> {
  const argv = checkArguments(info.Config.Healthcheck?.Test)
  if (argv === undefined) {
    return Date.now() - Date.parse(info.State.StartedAt) >= settledMs ? undefined : 'it has just started'
  }
  if (info.State.Health?.Status === 'healthy') return undefined
  const timeoutMs = (info.Config.Healthcheck?.Timeout ?? 30e9) / 1e6
  const { exitCode, output } = await exec(client, info.Id, argv, signal, timeoutMs + 30_000)
  return exitCode === 0
    ? undefined
    : `its health check says: ${output.trim().split('\n').at(-1) || `exit code ${exitCode}`}`
}

function checkArguments(test: string[] | undefined): string[] | undefined {
  const [kind, ...rest] = test ?? []
  if (kind === 'CMD') return rest
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', ...rest]
  return undefined
}

async function notReady(
  client: EngineClient,
  input: ReadyInput,
  info: ContainerInspectInfo | undefined,
  reason: string,
  signal: AbortSignal,
): Promise<ContainerNotReady> {
  const lastLines = info === undefined ? [] : await lastLogLines(client, info.Id, logLinesMax, signal)
  const healthLog = (info?.State.Health?.Log ?? []).map((entry) => `exit ${entry.ExitCode}: ${entry.Output.trim()}`)
  const { containerName, service } = input
  const exited = info !== undefined && !info.State.Running ? { exitCode: info.State.ExitCode } : {}
  return new ContainerNotReady({ container: containerName, service, reason, ...exited, lastLines, healthLog })
}
