import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../main.ts')

/** One run of `fun`, as a shell sees it. */
export interface FunRun {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** A run that is still going on. */
export interface FunProcess {
  child: ChildProcess
  ended: Promise<FunRun>
  /** Resolves when one of the outputs holds the text; rejects when the process ends before. */
  says(text: string): Promise<void>
}

/** The real binary with an environment of its own: nothing of who runs the tests gets in. `input` is its standard input. */
export function startFun(words: readonly string[], variables: Record<string, string>, input = ''): FunProcess {
  const child = spawn(process.execPath, [main, ...words], {
    env: { HOME: '/nonexistent', ...variables },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const run: FunRun = { exitCode: null, stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  const collect = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    run[stream] += chunk.toString('utf8')
    for (const look of waiting) look()
  }
  child.stdout.on('data', collect('stdout'))
  child.stderr.on('data', collect('stderr'))
  child.stdin.end(input)
  const ended = new Promise<FunRun>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ ...run, exitCode }))
  })
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (`${run.stdout}${run.stderr}`.includes(text)) resolve()
        }
        waiting.add(look)
        look()
        void ended.then(() => reject(new Error(`fun ended without saying ${text}: ${run.stdout}${run.stderr}`)))
      }),
  }
}

/** Runs it to its end. */
export function fun(words: readonly string[], variables: Record<string, string>, input = ''): Promise<FunRun> {
  return startFun(words, variables, input).ended
}
