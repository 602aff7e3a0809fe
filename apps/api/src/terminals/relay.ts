import { randomUUID } from 'node:crypto'
import {
  type TerminalClientMessage,
  type TerminalServerMessage,
  type TerminalSize,
  terminalClientMessage,
  terminalClose,
} from '@fun/contract/terminal'
import type { ZodError } from 'zod'
import type { Deps } from '../deps.ts'
import { CodedError, toProblem } from '../errors.ts'
import {
  type AttachMessage,
  firstAnswerMsMax,
  heartbeatMs,
  silenceMsMax,
  type ToApiMessage,
  type ToWorkerMessage,
  terminalChannels,
  toApiMessage,
} from './channels.ts'

/** One end of a socket, as the relay sees it. */
export interface TerminalSocket {
  /** Text for a message, bytes for output. */
  send(content: string | Buffer): void
  close(code: number): void
  /** Whether more may be typed now. */
  read(on: boolean): void
}

const askMs = 1_000
/** Inputs on their way to the program; beyond them nothing is read from the socket. */
const inputsMax = 64

/**
 * Carries a terminal between a socket and the worker that holds it. Lost messages are noticed by their numbers: output is asked for again, after a lost input the
 * socket is closed, since what comes after it could mean something else. `take` gets what the socket sends; `leave` is called once when it has closed.
 */
export function relayTerminal(
  deps: Pick<Deps, 'bus'>,
  socket: TerminalSocket,
  { terminalId, from, ...size }: { terminalId: string; from?: number | undefined } & TerminalSize,
) {
  const attachmentId = randomUUID()
  let shownSize: TerminalSize = size
  let expected = from
  let state: 'asking' | 'attached' | 'closed' = 'asking'
  const began = Date.now()
  let heardAt: number | undefined
  let toldAt = Date.now()
  let inputs = 0
  let taken = 0

  const say = (message: TerminalServerMessage) => socket.send(JSON.stringify(message))
  const tell = (message: ToWorkerMessage) =>
    deps.bus.publish(terminalChannels.toWorker(terminalId), JSON.stringify(message))
  const close = (code: number, message?: TerminalServerMessage) => {
    if (state === 'closed') return
    state = 'closed'
    clearInterval(ticking)
    unsubscribe()
    if (message !== undefined) say(message)
    socket.close(code)
  }
  const refuse = (error: CodedError) => {
    const problem = toProblem(error)
    close(terminalClose.ofStatus(problem.status), { type: 'problem', problem })
  }
  const ask = () => {
    const message: AttachMessage = {
      terminalId,
      attachmentId,
      ...shownSize,
      ...(expected === undefined ? {} : { from: expected }),
    }
    deps.bus.publish(terminalChannels.attach, JSON.stringify(message))
  }
  const output = (offset: number, data: Buffer) => {
    if (state !== 'attached' || expected === undefined) return
    if (offset > expected) return ask()
    const fresh = data.subarray(expected - offset)
    if (fresh.length === 0) return
    expected += fresh.length
    socket.send(fresh)
  }
  const hear = (message: ToApiMessage) => {
    heardAt = Date.now()
    switch (message.kind) {
      case 'attached':
        if (state === 'attached' && expected !== undefined && message.offset <= expected) return
        state = 'attached'
        expected = message.offset
        return say({ type: 'attached', offset: message.offset, truncated: message.truncated })
      case 'output':
        return output(message.offset, Buffer.from(message.data, 'base64'))
      case 'taken':
        taken = message.sequence
        if (inputs - taken < inputsMax / 2) socket.read(true)
        return
      case 'input-lost':
        return refuse(new CodedError('unavailable', 'What you typed last did not arrive, and was not used.'))
      case 'replaced':
        return refuse(new CodedError('terminal-taken-over', 'This terminal was opened in another window.'))
      case 'ended': {
        const { end, exitCode, detail } = message
        return close(terminalClose.ended, { type: 'ended', end, exitCode, detail })
      }
      case 'alive':
        return
    }
  }
  const pass = (message: TerminalClientMessage) => {
    switch (message.type) {
      case 'input':
        tell({ kind: 'input', attachmentId, sequence: inputs, data: message.data })
        inputs += 1
        if (inputs - taken >= inputsMax) socket.read(false)
        break
      case 'resize':
        shownSize = { columns: message.columns, rows: message.rows }
        tell({ kind: 'resize', attachmentId, ...shownSize })
        break
      case 'shown':
        tell({ kind: 'shown', attachmentId, offset: message.offset })
        break
    }
  }
  const tick = () => {
    const silentMs = Date.now() - (heardAt ?? began)
    if (silentMs > (heardAt === undefined ? firstAnswerMsMax : silenceMsMax))
      return refuse(new CodedError('worker-unavailable', 'No worker answered, so the terminal cannot be shown.'))
    if (state === 'asking') return ask()
    if (Date.now() - toldAt < heartbeatMs) return
    toldAt = Date.now()
    tell({ kind: 'here', attachmentId })
  }
  const unsubscribe = deps.bus.subscribe(terminalChannels.toApi(attachmentId), (text) => {
    if (state !== 'closed') hear(toApiMessage.parse(JSON.parse(text)))
  })
  const ticking = setInterval(tick, askMs)
  ask()

  return {
    close,
    refuse,
    /** A text frame of the socket. */
    take(text: string): void {
      if (state === 'closed') return
      const parsed = terminalClientMessage.safeParse(jsonOf(text))
      if (parsed.success) pass(parsed.data)
      else refuse(unreadable(parsed.error))
    },
    /** The socket has closed; whoever it was may come back. */
    leave(): void {
      tell({ kind: 'left', attachmentId })
      close(terminalClose.ended)
    },
  }
}

function unreadable({ issues }: ZodError): CodedError {
  const errors = issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return new CodedError('invalid-request', 'A message of the socket cannot be read.', { errors })
}

function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
