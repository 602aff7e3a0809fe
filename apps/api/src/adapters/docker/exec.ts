import { readLines } from './demultiplex.ts'
import type { EngineClient } from './engine-client.ts'
import { translate } from './engine-client.ts'

export interface ExecResult {
  exitCode: number
  output: string
}

/** Runs an argument vector in a running container, as its own user unless one is named, and waits for its end. An abort leaves the process to the container. */
export async function exec(
  client: EngineClient,
  containerId: string,
  argv: string[],
  signal: AbortSignal,
  timeoutMsMax = 60_000,
  user?: string,
): Promise<ExecResult> {
  const what = `run ${argv[0] ?? ''} in ${containerId}`
  return await client.call(
    what,
    signal,
    async (abortSignal, docker) => {
      const User = user === undefined ? {} : { User: user }
      const created = await docker
        .getContainer(containerId)
        .exec({ Cmd: argv, AttachStdout: true, AttachStderr: true, ...User, abortSignal })
      const stream = await created.start({ hijack: false, stdin: false, abortSignal })
      const lines: string[] = []
      const stop = () => stream.destroy()
      abortSignal.addEventListener('abort', stop, { once: true })
      try {
        await readLines(stream, (line) => lines.push(line))
      } catch (error) {
        throw translate(error, what, client.address)
      } finally {
        abortSignal.removeEventListener('abort', stop)
      }
      const { ExitCode } = await created.inspect({ abortSignal })
      return { exitCode: ExitCode ?? -1, output: lines.join('\n') }
    },
    timeoutMsMax,
  )
}
