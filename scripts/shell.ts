/** `make shell [ENVIRONMENT=demo] [SERVICE=lms]`: a shell in a running container, over the Engine API; no docker client is needed. */
import { z } from 'zod'
import { type EngineContainer, engineCall, engineUpgrade, listContainers } from './engine.ts'
import { fail } from './terminal.ts'

const environment = process.env.ENVIRONMENT || 'demo'
const service = process.env.SERVICE || 'lms'
const labels = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  environment: 'io.funplatform.environment',
}
const created = z.object({ Id: z.string() })
const inspected = z.object({ ExitCode: z.number().nullable() })

async function shell(): Promise<void> {
  const running = (await listContainers()).filter((each) => each.running && labels.environment in each.labels)
  const containers = running.filter((each) => each.labels[labels.project] === environment)
  const container = containers.find((each) => each.labels[labels.service] === service)
  if (container === undefined) {
    const services = containers.map((each) => each.labels[labels.service] ?? each.name)
    throw new Error(
      services.length === 0
        ? `No container of ${environment} runs: ${whatRuns(running)}`
        : `${environment} has no running ${service}; it has: ${services.join(', ')}.`,
    )
  }
  const tty = process.stdin.isTTY === true
  const body = {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Cmd: ['/bin/sh', '-c', 'if [ -x /bin/bash ]; then exec bash; fi; exec sh'],
  }
  const { Id } = created.parse(await engineCall('POST', `/containers/${container.id}/exec`, { body }))
  const socket = await engineUpgrade(`/exec/${Id}/start`, { Detach: false, Tty: true })
  const resize = () =>
    void engineCall(
      'POST',
      `/exec/${Id}/resize?h=${process.stdout.rows ?? 24}&w=${process.stdout.columns ?? 80}`,
    ).catch(() => {})
  if (tty) {
    process.stdin.setRawMode(true)
    process.stdout.on('resize', resize)
    resize()
  }
  process.stdin.pipe(socket, { end: false })
  // What is piped in ends as a person would end it: with Ctrl-D.
  process.stdin.once('end', () => socket.write('\u0004'))
  socket.pipe(process.stdout, { end: false })
  await new Promise((resolve) => socket.once('close', resolve))
  if (tty) process.stdin.setRawMode(false)
  process.exit(inspected.parse(await engineCall('GET', `/exec/${Id}/json`)).ExitCode ?? 0)
}

function whatRuns(running: EngineContainer[]): string {
  const names = [...new Set(running.map((each) => each.labels[labels.project] ?? each.name))].sort()
  return names.length === 0
    ? 'make bootstrap starts one.'
    : `start it in the portal, or name one that runs, such as ENVIRONMENT=${names[0]} (of ${names.join(', ')}).`
}

await shell().catch(fail)
