import { execFile } from 'node:child_process'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { type GitCall, GitFailed, type GitRuntime, runGit } from './run-git.ts'

const run = promisify(execFile)

/** Runs a git that writes into a repository, alone there; what a killed one has left in its way is removed. Throws as runGit does. */
export async function runLocked(runtime: GitRuntime, call: GitCall & { lockFile: string }): Promise<Buffer> {
  try {
    return await runGit(runtime, call)
  } catch (error) {
    if (!(error instanceof GitFailed) || !/\.lock': File exists/.test(error.stderr)) throw error
    await removeStaleLocks(call.lockFile, call.signal)
    return runGit(runtime, call)
  }
}

/** Whoever writes in the repository holds `lockFile`: while it is held here every other lock beside it belongs to nobody, however young it is. */
async function removeStaleLocks(lockFile: string, signal: AbortSignal): Promise<void> {
  const stale = [dirname(lockFile), '-type', 'f', '-name', '*.lock', '-not', '-name', basename(lockFile), '-delete']
  await run('flock', ['--no-fork', '--wait', '600', lockFile, 'find', ...stale], { signal })
}
