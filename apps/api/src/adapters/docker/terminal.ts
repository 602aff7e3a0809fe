import type { Duplex } from 'node:stream'
import type { EngineTerminal, TerminalInput } from '../../ports.ts'
import { inspectContainer } from './containers.ts'
import { type EngineClient, isStatus, unlessGone } from './engine-client.ts'

/** Environment variable that every process of a terminal has, unless it takes care to lose it. */
export const terminalMark = 'FUN_TERMINAL'

/** The engine's own keys for leaving an exec (Ctrl-P Ctrl-Q) would swallow what shells mean by them: a sequence that nobody types. */
const detachKeys = 'ctrl-@,ctrl-^,ctrl-@,ctrl-_,ctrl-@,ctrl-^'

/** `nobody`, for containers whose image names no user. */
const nobody = '65534:65534'

/** Starts an exec with a terminal and takes over its connection. Throws EngineRefused when the container does not run. */
export async function openTerminal(
  client: EngineClient,
  containerId: string,
  input: TerminalInput,
  signal: AbortSignal,
): Promise<EngineTerminal> {
  const User = await terminalUser(client, containerId, input.root, signal)
  const { exec, stream } = await client.call(
    `open a terminal in ${containerId}`,
    signal,
    async (abortSignal, docker) => {
      const created = await docker.getContainer(containerId).exec({
        Cmd: input.argv,
        Env: [`${terminalMark}=${input.id}`, 'TERM=xterm-256color', 'LANG=C.UTF-8'],
        AttachStdin: true,
        AttachStdout: true,
        AttachStderr: true,
        Tty: true,
        DetachKeys: detachKeys,
        User,
        abortSignal,
      })
      // Without a signal of its own: the connection outlives this call's deadline.
      const taken: Duplex = await created.start({ hijack: true, stdin: true, Tty: true })
      return { exec: created, stream: taken }
    },
  )
  const ask = AbortSignal.timeout
  const terminal: EngineTerminal = {
    stream,
    async resize(columns, rows) {
      await client
        .call('resize a terminal', ask(10_000), (abortSignal) => exec.resize({ h: rows, w: columns, abortSignal }))
        .catch((error: unknown) => {
          // The program ended meanwhile.
          if (!isStatus(error, 400, 404, 409, 500)) throw error
        })
    },
    async exitCode() {
      const looked = await unlessGone(
        client.call('look at a terminal', ask(10_000), (abortSignal) => exec.inspect({ abortSignal })),
      )
      return looked?.ExitCode ?? undefined
    },
  }
  await terminal.resize(input.columns, input.rows)
  return terminal
}

/** The user that a terminal's processes have: root only when asked for. */
export async function terminalUser(
  client: EngineClient,
  containerId: string,
  root: boolean,
  signal: AbortSignal,
): Promise<string> {
  if (root) return '0:0'
  const user = (await inspectContainer(client, containerId, signal))?.Config.User ?? ''
  return /^(root|0*)(:|$)/.test(user) ? nobody : user
}
