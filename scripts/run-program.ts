import { spawn } from 'node:child_process'

export interface RunOptions {
  cwd?: string | undefined
  /** Whole environment of the program; the caller's own when absent. */
  environment?: NodeJS.ProcessEnv | undefined
  uid?: number | undefined
  gid?: number | undefined
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
  /** Called for every line of both streams. */
  onLine?: ((line: string) => void) | undefined
}

/** Output of a program that ended with another exit code than 0, or that could not be started. */
export class ProgramFailed extends Error {
  readonly exitCode: number | undefined
  readonly output: string
  constructor(program: string, exitCode: number | undefined, output: string) {
    super(`${program} failed${exitCode === undefined ? '' : ` with exit code ${exitCode}`}: ${lastLine(output)}`)
    this.exitCode = exitCode
    this.output = output
  }
}

/** Runs a program with an argument vector and returns what it wrote to stdout. Throws {@link ProgramFailed}. */
export async function runProgram(program: string, argumentList: string[], options: RunOptions): Promise<string> {
  const timeoutMs = options.timeoutMs ?? 120_000
  // spawn's own timeout would keep this process waiting after a program that could not be started.
  const timeout = AbortSignal.timeout(timeoutMs)
  const child = spawn(program, argumentList, {
    cwd: options.cwd,
    env: options.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
    signal: AbortSignal.any([timeout, ...(options.signal === undefined ? [] : [options.signal])]),
  })
  let stdout = ''
  let output = ''
  const collect = (isStdout: boolean) => (chunk: string) => {
    if (isStdout) stdout += chunk
    output += chunk
    if (options.onLine !== undefined) for (const line of chunk.split('\n')) if (line !== '') options.onLine(line)
  }
  child.stdout.setEncoding('utf8').on('data', collect(true))
  child.stderr.setEncoding('utf8').on('data', collect(false))
  const exitCode = await new Promise<number | undefined>((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new ProgramFailed(program, undefined, timeout.aborted ? `no end after ${timeoutMs / 1000} s` : error.message),
      ),
    )
    child.once('close', (code) => resolve(code ?? undefined))
  })
  if (exitCode !== 0) throw new ProgramFailed(program, exitCode, output)
  return stdout
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
