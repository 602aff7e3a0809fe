import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import type { AddressGuard } from '../../address-guard.ts'

/** Settings of the git processes of one installation. `environment` is what of the worker's own environment git may see. */
export interface GitRuntime {
  mirrorsFolder: string
  developmentRoots: string[]
  /** Hosts that sources may lie on. */
  guard: AddressGuard
  environment: Record<string, string | undefined>
  /** Longest silence-free run of one fetch or clone. */
  fetchTimeoutMs: number
}

/** A git process that ended with another status than 0. `stderr` is git's own text and may be shown. */
export class GitFailed extends Error {
  readonly exitCode: number | null
  readonly stderr: string
  constructor(verb: string, exitCode: number | null, stderr: string) {
    super(`git ${verb} ended with ${exitCode ?? 'a signal'}: ${stderr.trim()}`)
    this.name = 'GitFailed'
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

export interface GitCall {
  arguments: string[]
  /** Configuration for this call only; it travels in the environment, so that no credential stands in an argument vector. */
  configuration?: Array<[key: string, value: string]>
  allowProtocol?: string
  /** What ssh connects to in place of looking the name up again. */
  sshHost?: { name: string; address: string } | undefined
  /** Path of a lock file that is held while git runs, also against other worker processes; let go when the process dies. */
  lockFile?: string
  timeoutMs?: number
  signal: AbortSignal
}

const passedVariables = [
  'PATH',
  'HOME',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
]
/** Connects to the address that was checked; the host's key is still looked for under its name. Source: ssh_config(5). */
const pinnedHost = ' -o HostName="$FUN_SSH_ADDRESS" -o HostKeyAlias="$FUN_SSH_NAME"'
const outputBytesMax = 512 * 1024 * 1024
const stderrBytesMax = 64 * 1024

/**
 * Starts git without a shell, without the machine's or a user's configuration, hooks, prompts or file-system monitor.
 * The caller consumes stdout. Aborting or the time limit ends the process with SIGTERM.
 */
export function startGit(runtime: GitRuntime, call: GitCall): ChildProcess {
  const configuration: Array<[string, string]> = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['core.alternateRefsCommand', 'true'],
    ['protocol.ext.allow', 'never'],
    ['submodule.recurse', 'false'],
    ['gc.auto', '0'],
    // Larger files are streamed, never held in memory or compared.
    ['core.bigFileThreshold', '16m'],
    ...(call.configuration ?? []),
  ]
  const environment: NodeJS.ProcessEnv = {
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: `${runtime.mirrorsFolder}/gitconfig`,
    GIT_ALLOW_PROTOCOL: call.allowProtocol ?? 'none',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    // Git hands this to a shell; what differs per call reaches it as variables.
    GIT_SSH_COMMAND: `ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ConnectTimeout=20${call.sshHost === undefined ? '' : pinnedHost}`,
    ...(call.sshHost === undefined ? {} : { FUN_SSH_ADDRESS: call.sshHost.address, FUN_SSH_NAME: call.sshHost.name }),
    GIT_CONFIG_COUNT: String(configuration.length),
  }
  for (const name of passedVariables) {
    const value = runtime.environment[name]
    if (value !== undefined) environment[name] = value
  }
  configuration.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key
    environment[`GIT_CONFIG_VALUE_${index}`] = value
  })
  const argv = ['git', ...call.arguments]
  if (call.lockFile) argv.unshift('flock', '--no-fork', '--wait', '600', '--conflict-exit-code', '75', call.lockFile)
  const [command = 'git', ...rest] = argv
  const timeout = AbortSignal.timeout(call.timeoutMs ?? 60_000)
  return spawn(command, rest, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([call.signal, timeout]),
  })
}

/** Runs git to its end and returns stdout. Throws GitFailed, or the signal's reason when aborted. */
export function runGit(runtime: GitRuntime, call: GitCall): Promise<Buffer> {
  call.signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = startGit(runtime, call)
    const verb = call.arguments.find((argument) => /^[a-z]/.test(argument)) ?? ''
    const output: Buffer[] = []
    let outputBytes = 0
    const stderr = collectTail(child)
    child.stdout?.on('data', (chunk: Buffer) => {
      outputBytes += chunk.length
      if (outputBytes > outputBytesMax) child.kill()
      else output.push(chunk)
    })
    child.on('error', (error) => {
      if (error.name !== 'AbortError') return reject(error)
      reject(call.signal.aborted ? call.signal.reason : new GitFailed(verb, null, 'it took too long and was ended'))
    })
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(output)) : reject(new GitFailed(verb, code, stderr())),
    )
  })
}

/** The owner of a development root may be another user; git's own check of that is replaced by ours. */
export async function writeConfiguration(runtime: GitRuntime): Promise<void> {
  await mkdir(runtime.mirrorsFolder, { recursive: true, mode: 0o700 })
  await writeFile(`${runtime.mirrorsFolder}/gitconfig`, '[safe]\n\tdirectory = *\n')
}

/** Last kilobytes of stderr. */
export function collectTail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-stderrBytesMax)
  })
  return () => text
}
