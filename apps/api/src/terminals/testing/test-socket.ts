import { once } from 'node:events'
import { type TerminalClientMessage, type TerminalServerMessage, terminalServerMessage } from '@fun/contract/terminal'
import { expect } from 'vitest'
import { WebSocket } from 'ws'

export interface SocketOptions {
  headers: Record<string, string>
  from?: number
  columns?: number
  rows?: number
  /** Says what it has shown, as a page does; false: never. */
  shows?: boolean
}

/** A terminal's socket as a page has it: output as text, and the offset to go on from. */
export class TestSocket {
  readonly messages: TerminalServerMessage[] = []
  readonly closed: Promise<number>
  text = ''
  offset = 0
  readonly #socket: WebSocket
  readonly #shows: boolean

  private constructor(socket: WebSocket, shows: boolean) {
    this.#socket = socket
    this.#shows = shows
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#take(data, isBinary))
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => resolve(code))
    })
  }

  /** Connects, and waits for the terminal unless the server refuses. */
  static async open(url: string, options: SocketOptions): Promise<TestSocket> {
    const socket = new TestSocket(
      new WebSocket(addressOf(url, options), { headers: options.headers }),
      options.shows ?? true,
    )
    await expect.poll(() => socket.messages.length, { timeout: 15_000, interval: 10 }).toBeGreaterThan(0)
    return socket
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      const message = terminalServerMessage.parse(JSON.parse(data.toString()))
      if (message.type === 'attached') this.offset = message.offset
      this.messages.push(message)
      return
    }
    this.text += data.toString('latin1')
    this.offset += data.length
    if (this.#shows) this.shown()
  }

  shown(): void {
    this.send({ type: 'shown', offset: this.offset })
  }

  send(message: TerminalClientMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  sendRaw(text: string): void {
    this.#socket.send(text)
  }

  type(data: string): void {
    this.send({ type: 'input', data })
  }

  /** Types a command, and waits for what it prints; the command as it is echoed must not hold that. */
  async run(command: string, prints: string): Promise<void> {
    const from = this.text.length
    this.type(`${command}\n`)
    await this.sees(prints, from)
  }

  async sees(text: string, from = 0): Promise<void> {
    await expect.poll(() => this.text.slice(from), { timeout: 15_000, interval: 10 }).toContain(text)
  }

  async close(code?: number): Promise<void> {
    this.#socket.close(code)
    await this.closed
  }

  /** As a cable that is pulled. */
  async cut(): Promise<void> {
    this.#socket.terminate()
    await this.closed
  }
}

function addressOf(url: string, { from, columns, rows }: SocketOptions): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ from, columns, rows }))
    if (value !== undefined) query.set(name, String(value))
  return `${url}?${query}`
}

/** Status of a handshake: 101 when it is let in. */
export async function handshakeStatus(url: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(url, { headers })
  socket.on('error', () => undefined)
  const refused = once(socket, 'unexpected-response').then(([, response]: unknown[]) =>
    typeof response === 'object' && response !== null && 'statusCode' in response ? Number(response.statusCode) : 0,
  )
  const status = await Promise.race([refused, once(socket, 'open').then(() => 101)])
  socket.terminate()
  return status
}
