import type { ContainerCommand } from '../../ports.ts'
import { demultiplex } from './demultiplex.ts'
import { type EngineClient, translate, untilAborted } from './engine-client.ts'
import { LastLines, LineSplitter } from './log-lines.ts'

const outputMsMax = 6 * 3_600_000
const lastLinesMax = 20

/**
 * Runs an argument vector in a running container and hands its standard output on as bytes, as fast as they are taken. Resolves with the exit
 * code and the last lines of standard error. An abort cuts the connection; the process ends when it writes next.
 */
export async function execOutput(
  client: EngineClient,
  containerId: string,
  command: ContainerCommand,
  onChunk: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<{ exitCode: number; errors: string[] }> {
  const what = `run ${command.argv[0] ?? ''} in ${containerId}`
  const last = new LastLines(lastLinesMax)
  const errors = new LineSplitter((line) => last.push(line))
  const run = async (abortSignal: AbortSignal, docker: EngineClient['docker']): Promise<number> => {
    const Env = Object.entries(command.environment).map(([name, value]) => `${name}=${value}`)
    const options = { Cmd: command.argv, Env, AttachStdout: true, AttachStderr: true, abortSignal }
    const created = await docker.getContainer(containerId).exec(options)
    const stream = await created.start({ hijack: false, stdin: false, abortSignal })
    const stop = () => stream.destroy()
    abortSignal.addEventListener('abort', stop, { once: true })
    try {
      for await (const { stream: from, data } of demultiplex(stream)) {
        if (from === 'stderr') errors.push(data)
        else await untilAborted(onChunk(data), abortSignal)
      }
    } catch (error) {
      abortSignal.throwIfAborted()
      throw translate(error, what, client.address)
    } finally {
      abortSignal.removeEventListener('abort', stop)
      stream.destroy()
    }
    abortSignal.throwIfAborted()
    const { ExitCode } = await created.inspect({ abortSignal })
    return ExitCode ?? -1
  }
  const exitCode = await client.call(what, signal, run, outputMsMax)
  errors.end()
  return { exitCode, errors: last.lines }
}
