import type { Heartbeat } from '@fun/compose-model/rendered-environment'
import type { ContainerInspectInfo } from 'dockerode'
import { inspectContainer } from './containers.ts'
import { type EngineClient, isStatus, pause } from './engine-client.ts'
import { ContainerNotReady } from './errors.ts'
import { exec } from './exec.ts'
import { lastLogLines } from './logs.ts'
import { askServing } from './serving.ts'

/** Pause between two looks; a slow check by exec gets a pause as long as it took itself. */
const probeIntervalMs = 250
/** A container without any check counts as ready when it has run for so long. */
const settledMs = 1000
const logLinesMax = 100
/** So often may a server that has answered fail again before its container is given up, and the pause in which it may recover. */
const setbacksMax = 3
const setbackPauseMs = 1000

export interface ReadyInput {
  containerName: string
  service: string
  /** Endpoints that must answer 200, and go on answering; none: the container's own health check decides. */
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
  let setbacks = 0
  for (;;) {
    const info = await inspectContainer(client, input.containerName, signal)
    const end = info === undefined ? 'it was removed' : endReason(info)
    if (end !== undefined) throw await notReady(client, input, info, end, signal)
    const began = Date.now()
    if (info !== undefined) {
      const answer = await look(client, info, input, signal)
      if (answer === undefined) return
      lastAnswer = answer.reason
      if (answer.setback || setbacks > 0) setbacks += 1
      if (setbacks >= setbacksMax) throw await notReady(client, input, info, lastAnswer, signal)
    }
    if (Date.now() > deadline) {
      const reason = `not ready after ${Math.round(input.timeoutMsMax / 1000)} s: ${lastAnswer}`
      throw await notReady(client, input, info, reason, signal)
    }
    // A heartbeat is waited for inside of the container already.
    const tookMs = input.heartbeats.length > 0 ? 0 : Date.now() - began
    await pause(Math.max(setbacks > 0 ? setbackPauseMs : probeIntervalMs, tookMs), signal)
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

interface Answer {
  reason: string
  /** It had answered right before: more of the same is not waited for. */
  setback: boolean
}

/** Undefined when the container is ready, otherwise what it answered. */
async function look(
  client: EngineClient,
  info: ContainerInspectInfo,
  input: ReadyInput,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const notYet = (reason: string | undefined) => (reason === undefined ? undefined : { reason, setback: false })
  if (!info.State.Running) return notYet(`it is ${info.State.Status}`)
  try {
    if (input.heartbeats.length === 0) return notYet(await askHealthcheck(client, info, signal))
    for (const heartbeat of input.heartbeats) {
      const answer = await askServing(client, info.Id, heartbeat, signal)
      if (answer.kind !== 'serving') return { reason: answer.reason, setback: answer.kind === 'setback' }
    }
    return undefined
  } catch (error) {
    // The container ended between two calls: the next look says how.
    if (isStatus(error, 404, 409)) return notYet('it is not running')
    throw error
  }
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

/** The problem of a container that is not ready, with the last lines of its log and of its health check's. */
export async function notReady(
  client: EngineClient,
  input: Pick<ReadyInput, 'containerName' | 'service'>,
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
