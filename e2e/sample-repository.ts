import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const repositoryRoot = path.resolve(import.meta.dirname, '..')

/** Makes the sample platform into a bare repository with its change branches; returns its path. */
export async function makeSampleRepository(folder: string): Promise<string> {
  const bare = path.join(folder, 'sample.git')
  await run(path.join(repositoryRoot, 'bench/make-sample-repo'), [bare])
  return bare
}

/**
 * Adds a branch with one commit to a bare repository. `change` edits the files of a checkout of `from`; returns the commit id.
 * Serves tests that need a commit of their own: a broken requirement, a failing migration.
 */
export async function commitOn(
  bare: string,
  branch: string,
  change: (folder: string) => Promise<void>,
  from = 'main',
): Promise<string> {
  const folder = await mkdtemp(path.join(path.dirname(bare), 'commit-'))
  const git = (...args: string[]) =>
    run('git', ['-C', folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args])
  try {
    await run('git', ['clone', '-q', '--branch', from, bare, folder])
    await git('checkout', '-q', '-B', branch)
    await change(folder)
    await git('add', '-A')
    await git('commit', '-q', '-m', `${branch}: a change of a test`)
    await git('push', '-q', '--force', 'origin', branch)
    return (await git('rev-parse', 'HEAD')).stdout.trim()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Makes the code of a checkout take so long to build, whatever is cached: its setup.py, which a build asks for entry points, waits. `mark`
 * must be new in each run. A commit with another setup.py is made from nothing, not as an increment.
 */
export async function slowDownBuild(folder: string, seconds: number, mark: string): Promise<void> {
  await appendFile(path.join(folder, 'setup.py'), `\nimport time\n\ntime.sleep(${seconds})  # ${mark}\n`)
}
