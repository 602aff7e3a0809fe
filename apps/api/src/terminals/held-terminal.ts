import type { TerminalEnd } from '@fun/contract/terminal'
import type { TerminalSession } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import type { EngineTerminal } from '../ports.ts'
import {
  type AttachMessage,
  creditBytes,
  heartbeatMs,
  silenceMsMax,
  type ToApiMessage,
  type ToWorkerMessage,
  terminalChannels,
  toWorkerMessage,
} from './channels.ts'
import { finishTerminal } from './finish.ts'
import { OutputWindow } from './output-window.ts'

type HoldDeps = Pick<WorkerDeps, 'bus' | 'store' | 'engine' | 'config' | 'logger'>

/** More than is ever sent ahead, so that nothing unshown falls out while somebody looks. */
const windowBytes = 2 * creditBytes
const messageBytesMax = 16 * 1024
const tickMs = 250
const startMsMax = 30_000
const killMsMax = 8_000

/** Who looks at a terminal: what was sent there, what is shown, how many inputs came. */
interface Reader {
  attachmentId: string
  sent: number
  shown: number
  inputs: number
  heardAt: number
}

/** A terminal as the worker holds it: its program, the last output, and at most one reader. Ends once, with everything that its program has started. */
export class HeldTerminal {
  /** Resolves when the program is gone and the end is written. */
  readonly ended: Promise<void>
  readonly #deps: HoldDeps
  readonly #row: TerminalSession
  readonly #argv: string[]
  readonly #window = new OutputWindow(windowBytes)
  readonly #stop = Promise.withResolvers<TerminalEnd>()
  readonly #startedAt = Date.now()
  #activeAt = Date.now()
  #leftAt = Date.now()
  #beatAt = 0
  #terminal: EngineTerminal | undefined
  #reader: Reader | undefined
  /** The newest attach, until the program has started. */
  #early: AttachMessage | undefined

  constructor(deps: HoldDeps, row: TerminalSession, argv: string[], first: AttachMessage) {
    this.#deps = deps
    this.#row = row
    this.#argv = argv
    this.attach(first)
    this.ended = this.#run(first)
  }

  /** Shows the terminal to another reader, or once more to the same. */
  attach(message: AttachMessage): void {
    const { attachmentId, from, columns, rows } = message
    if (this.#terminal === undefined) {
      if (this.#early !== undefined && this.#early.attachmentId !== attachmentId)
        this.#tell(this.#early.attachmentId, { kind: 'replaced' })
      this.#early = message
      this.#tell(attachmentId, { kind: 'alive' })
      return
    }
    const before = this.#reader
    if (before !== undefined && before.attachmentId !== attachmentId)
      this.#tell(before.attachmentId, { kind: 'replaced' })
    const { start, end } = this.#window
    const offset = from === undefined || from > end ? start : Math.max(from, start)
    const inputs = before?.attachmentId === attachmentId ? before.inputs : 0
    this.#reader = { attachmentId, sent: offset, shown: offset, inputs, heardAt: Date.now() }
    this.#tell(attachmentId, { kind: 'attached', offset, truncated: (from ?? 0) < start })
    void this.#resize(columns, rows)
    this.#pump()
  }

  /** Asks for the end; the first reason counts. */
  end(end: TerminalEnd): void {
    this.#stop.resolve(end)
  }

  async #run(first: AttachMessage): Promise<void> {
    const { bus, engine } = this.#deps
    const { id, root, containerId } = this.#row
    const unsubscribe = bus.subscribe(terminalChannels.toWorker(id), (text) =>
      this.#take(toWorkerMessage.parse(JSON.parse(text))),
    )
    const ticking = setInterval(() => this.#tick(), tickMs)
    let outcome: { end: TerminalEnd; exitCode: number | null; detail: string | null }
    try {
      const { columns, rows } = first
      const input = { id, argv: this.#argv, root, columns, rows }
      const terminal = await engine.openTerminal(containerId, input, AbortSignal.timeout(startMsMax))
      const asked = await Promise.race([this.#show(terminal), this.#stop.promise])
      const exitCode = asked === undefined ? ((await terminal.exitCode()) ?? null) : null
      outcome = { end: asked ?? 'exited', exitCode, detail: null }
    } catch (error) {
      outcome = { end: 'failed', exitCode: null, detail: error instanceof Error ? error.message : String(error) }
    }
    clearInterval(ticking)
    unsubscribe()
    this.#terminal?.stream.destroy()
    await this.#finish(outcome.end, outcome.exitCode)
    this.#pump(Number.POSITIVE_INFINITY)
    const reader = this.#reader?.attachmentId ?? this.#early?.attachmentId
    if (reader !== undefined) this.#tell(reader, { kind: 'ended', ...outcome })
  }

  /** Until the program ends, or the engine's connection does. */
  #show(terminal: EngineTerminal): Promise<undefined> {
    const { stream } = terminal
    this.#terminal = terminal
    const shown = new Promise<undefined>((resolve) => {
      stream.on('data', (chunk: Buffer) => {
        this.#activeAt = Date.now()
        this.#window.append(chunk)
        this.#pump()
      })
      stream.once('end', () => resolve(undefined))
      stream.once('close', () => resolve(undefined))
      stream.on('error', (error: Error) => {
        this.#deps.logger.debug({ terminal: this.#row.id, error: error.message }, 'a terminal was cut')
        resolve(undefined)
      })
    })
    const early = this.#early
    this.#early = undefined
    if (early !== undefined) this.attach(early)
    return shown
  }

  /** Kills what is left in the container and writes the end; while the engine is away, that is for the sweeper. */
  async #finish(end: TerminalEnd, exitCode: number | null): Promise<void> {
    const deps = this.#deps
    const row = this.#row
    try {
      const left = await deps.engine.endTerminal(row.containerId, row, AbortSignal.timeout(killMsMax))
      if (left > 0) deps.logger.warn({ terminal: row.id, left }, 'processes of a terminal would not end')
      await finishTerminal(deps, row, deps.config.workerId, end, exitCode)
    } catch (error) {
      deps.logger.warn({ terminal: row.id, error: String(error) }, 'a terminal could not be ended yet')
      const lapsed = { leaseExpiresAt: new Date(), endRequested: end }
      await deps.store.terminalSession
        .updateMany({ where: { id: row.id, endedAt: null, workerId: deps.config.workerId }, data: lapsed })
        .catch(() => undefined)
    }
  }

  #take(message: ToWorkerMessage): void {
    if (message.kind === 'end') this.end(message.end)
    else if (this.#reader?.attachmentId === message.attachmentId) this.#hear(this.#reader, message)
  }

  #hear(reader: Reader, message: Exclude<ToWorkerMessage, { kind: 'end' }>): void {
    reader.heardAt = Date.now()
    switch (message.kind) {
      case 'input':
        this.#type(reader, message)
        break
      case 'resize':
        void this.#resize(message.columns, message.rows)
        break
      case 'shown':
        reader.shown = Math.min(Math.max(message.offset, reader.shown), reader.sent)
        this.#pump()
        break
      case 'here':
        break
      case 'left':
        this.#lose()
        break
    }
  }

  #type(reader: Reader, { sequence, data }: { sequence: number; data: string }): void {
    if (sequence > reader.inputs) this.#tell(reader.attachmentId, { kind: 'input-lost' })
    if (sequence !== reader.inputs) return
    reader.inputs += 1
    this.#activeAt = Date.now()
    this.#terminal?.stream.write(data, () => this.#tell(reader.attachmentId, { kind: 'taken', sequence: sequence + 1 }))
  }

  #lose(): void {
    this.#reader = undefined
    this.#leftAt = Date.now()
    this.#pump()
  }

  /** Sends what the reader has room for. What finds none waits in the program, which is not read then. */
  #pump(credit = creditBytes): void {
    const reader = this.#reader
    const stream = this.#terminal?.stream
    if (reader === undefined) {
      stream?.resume()
      return
    }
    for (;;) {
      const room = credit - (reader.sent - reader.shown)
      const chunk = this.#window.read(reader.sent, Math.min(room, messageBytesMax))
      if (chunk.length === 0) break
      this.#tell(reader.attachmentId, { kind: 'output', offset: reader.sent, data: chunk.toString('base64') })
      reader.sent += chunk.length
    }
    if (this.#window.end - reader.shown >= creditBytes) stream?.pause()
    else stream?.resume()
  }

  #tick(): void {
    const now = Date.now()
    const { idleSeconds, secondsMax, reconnectSeconds } = this.#deps.config.terminals
    if (this.#reader !== undefined && now - this.#reader.heardAt > silenceMsMax) this.#lose()
    if (now - this.#startedAt > secondsMax * 1000) this.end('time-limit')
    else if (this.#reader === undefined && now - this.#leftAt > reconnectSeconds * 1000) this.end('abandoned')
    else if (now - this.#activeAt > idleSeconds * 1000) this.end('idle')
    if (now - this.#beatAt < heartbeatMs) return
    this.#beatAt = now
    const reader = this.#reader?.attachmentId ?? this.#early?.attachmentId
    if (reader !== undefined) this.#tell(reader, { kind: 'alive' })
  }

  async #resize(columns: number, rows: number): Promise<void> {
    await this.#terminal
      ?.resize(columns, rows)
      .catch((error) => this.#deps.logger.debug({ error: String(error) }, 'a terminal could not be resized'))
  }

  #tell(attachmentId: string, message: ToApiMessage): void {
    this.#deps.bus.publish(terminalChannels.toApi(attachmentId), JSON.stringify(message))
  }
}
