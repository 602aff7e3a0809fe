import type { Problem } from '@fun/contract/resources'
import {
  type TerminalClientMessage,
  type TerminalEnd,
  type TerminalSize,
  terminalClose,
  terminalInputLengthMax,
  terminalServerMessage,
} from '@fun/contract/terminal'

/** How a terminal's connection stands. `lost`: it is tried again; what is typed meanwhile is not taken. */
export type TerminalState =
  | { kind: 'connecting' | 'open' | 'lost' }
  | { kind: 'ended'; end: TerminalEnd; exitCode: number | null; detail: string | null }
  | { kind: 'refused'; problem: Problem }

export interface TerminalConnection {
  type(data: string): void
  resize(size: TerminalSize): void
}

interface ConnectionOptions {
  /** Path of the socket, as the API names it. */
  socket: string
  size: () => TerminalSize
  /** Bytes to be shown; `shown` is called when they are. */
  onOutput: (data: Uint8Array, shown: () => void) => void
  /** Output before what comes next is not kept: what is on the screen does not join it. */
  onGap: () => void
  onState: (state: TerminalState) => void
  /** Why a connection was refused before it was one, which a browser does not say; null when it may be tried again. */
  refusal: () => Promise<Problem | null>
}

const delayMsMin = 500
const delayMsMax = 5_000
/** Problems that pass: no worker answers, or a part of the portal is away. */
const passing = new Set([502, 503, 504])

/**
 * A terminal over its socket, that goes on where it was after a cut: output is counted, and asked for from there. It says what was shown, so that a page that is slow
 * slows the program down instead of piling up. When `signal` aborts the page leaves; the program waits for somebody to come back.
 */
export function openTerminalConnection(options: ConnectionOptions, signal: AbortSignal): TerminalConnection {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let received: number | null = null
  let failures = 0
  let over = false

  const send = (message: TerminalClientMessage) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  const finish = (state: TerminalState) => {
    over = true
    options.onState(state)
  }
  const takeBytes = (bytes: Uint8Array) => {
    received = (received ?? 0) + bytes.length
    const offset = received
    options.onOutput(bytes, () => send({ type: 'shown', offset }))
  }
  const takeText = (text: string) => {
    const message = terminalServerMessage.parse(JSON.parse(text))
    switch (message.type) {
      case 'attached':
        if (message.truncated || (received !== null && message.offset !== received)) options.onGap()
        received = message.offset
        failures = 0
        options.onState({ kind: 'open' })
        break
      case 'ended':
        finish({ kind: 'ended', end: message.end, exitCode: message.exitCode, detail: message.detail })
        break
      case 'problem':
        if (!passing.has(message.problem.status)) finish({ kind: 'refused', problem: message.problem })
        break
    }
  }
  const again = () => {
    if (over || signal.aborted) return
    options.onState({ kind: 'lost' })
    timer = setTimeout(connect, Math.min(delayMsMax, delayMsMin * 2 ** failures))
    failures += 1
  }
  const lose = async (opened: boolean) => {
    socket = null
    if (over || signal.aborted) return
    const problem = opened ? null : await options.refusal()
    if (problem === null) again()
    else if (!signal.aborted) finish({ kind: 'refused', problem })
  }
  const connect = () => {
    const { columns, rows } = options.size()
    const query = new URLSearchParams({ columns: String(columns), rows: String(rows) })
    if (received !== null) query.set('from', String(received))
    const address = new URL(`${options.socket}?${query}`, window.location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    const opened = new WebSocket(address)
    let wasOpen = false
    socket = opened
    opened.binaryType = 'arraybuffer'
    opened.onopen = () => {
      wasOpen = true
    }
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) takeBytes(new Uint8Array(data))
      else takeText(String(data))
    }
    opened.onclose = () => void lose(wasOpen)
  }
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    socket?.close(terminalClose.left)
  })
  options.onState({ kind: 'connecting' })
  connect()
  return {
    type(data) {
      for (const part of partsOf(data)) send({ type: 'input', data: part })
    },
    resize: (size) => send({ type: 'resize', ...size }),
  }
}

/** A long paste in messages that the contract allows; no character is cut in two. */
export function partsOf(data: string): string[] {
  const parts: string[] = []
  for (let at = 0; at < data.length; ) {
    let end = Math.min(data.length, at + terminalInputLengthMax)
    if (end < data.length && /[\ud800-\udbff]/.test(data.charAt(end - 1))) end -= 1
    parts.push(data.slice(at, end))
    at = end
  }
  return parts
}
