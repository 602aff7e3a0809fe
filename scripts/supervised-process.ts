import { type ChildProcess, spawn } from 'node:child_process'
import { identify, type ProcessIdentity } from './processes-alive.ts'
import { RotatingLog } from './rotating-log.ts'

/** A process that the supervisor keeps alive. */
export interface ProcessSpecification {
  name: string
  command: string[]
  cwd: string
  environment: NodeJS.ProcessEnv
  account: { uid: number; gid: number } | undefined
  /** Written to its stdin, for configuration that must not be seen in a process list. */
  input?: string
  /** How long it may take to end after SIGTERM. */
  graceMs: number
}

const backoffMsMax = 30_000
/** Having run this long, a process is well again and its next failure is restarted at once. */
const settledMs = 60_000

/** Keeps one process running: starts it again when it ends, waiting 0.5 s, 1 s, 2 s … up to 30 s between tries. */
export class SupervisedProcess {
  readonly specification: ProcessSpecification
  restarts = 0
  startedAt = new Date()
  identity: ProcessIdentity | undefined
  readonly #log: RotatingLog
  readonly #onChange: () => void
  #child: ChildProcess | undefined
  #retry: NodeJS.Timeout | undefined
  #failuresInARow = 0
  #ending = false

  constructor(specification: ProcessSpecification, logPath: string, onChange: () => void) {
    this.specification = specification
    this.#log = new RotatingLog(logPath)
    this.#onChange = onChange
  }

  start(): void {
    const { command, cwd, environment, account, input } = this.specification
    const [program, ...argumentList] = command
    if (program === undefined) throw new Error(`${this.specification.name} has no command`)
    this.startedAt = new Date()
    const child = spawn(program, argumentList, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'], ...account })
    this.#child = child
    this.identity = child.pid === undefined ? undefined : identify(child.pid)
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    child.stdout.on('data', (chunk: Buffer) => this.#log.write(chunk))
    child.stderr.on('data', (chunk: Buffer) => this.#log.write(chunk))
    child.once('error', (error) => this.#ended(error.message))
    child.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`))
    this.#onChange()
  }

  /** SIGTERM, SIGKILL after the grace time; resolves when it is gone. */
  async end(): Promise<void> {
    this.#ending = true
    clearTimeout(this.#retry)
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const kill = setTimeout(() => child.kill('SIGKILL'), this.specification.graceMs)
    await gone
    clearTimeout(kill)
  }

  #ended(how: string): void {
    if (this.#child === undefined) return
    this.#child = undefined
    this.identity = undefined
    if (this.#ending) return
    this.#failuresInARow = Date.now() - this.startedAt.getTime() > settledMs ? 1 : this.#failuresInARow + 1
    const waitMs = Math.min(500 * 2 ** (this.#failuresInARow - 1), backoffMsMax)
    this.#log.write(`supervisor: ${this.specification.name} ended (${how}); starting it again in ${waitMs / 1000} s\n`)
    this.restarts += 1
    this.#retry = setTimeout(() => this.start(), waitMs)
    this.#onChange()
  }
}
