import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { GitSource } from '../../ports.ts'
import { workingTreeHasChanges } from './git-problems.ts'
import { GitFailed, type GitRuntime, runGit } from './run-git.ts'

export interface WorkingTreeTarget {
  source: GitSource
  mirror: string
  commit: string
  folder: string
}

/**
 * Makes `folder` a clone at `commit`, on the branch that points there when one does. An existing tree is moved only when nothing in
 * it would be lost: tracked files unchanged and HEAD known to the mirror. Throws `working-tree-has-changes`. Idempotent.
 */
export async function updateWorkingTree(
  runtime: GitRuntime,
  target: WorkingTreeTarget,
  signal: AbortSignal,
): Promise<void> {
  const git = async (verb: string[]) =>
    runGit(runtime, {
      arguments: ['-C', target.folder, ...verb],
      configuration: await withoutFilters(runtime, target.folder, signal),
      allowProtocol: 'file',
      timeoutMs: 300_000,
      signal,
    })
  const text = async (verb: string[]) => (await git(verb)).toString('utf8').trim()

  const present = await entriesOf(target.folder)
  if (present.length === 0) return clone(runtime, target, signal)
  if (!present.includes('.git'))
    throw workingTreeHasChanges(target.folder, 'it is a folder that is no clone of the source')

  if ((await text(['rev-parse', 'HEAD'])) === target.commit) return
  const changed = await text(['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all'])
  if (changed !== '') throw workingTreeHasChanges(target.folder, `${changed.split('\n').length} files are changed`)
  const head = await text(['rev-parse', 'HEAD'])
  const known = await runGit(runtime, {
    arguments: [`--git-dir=${target.mirror}`, 'cat-file', '-e', `${head}^{commit}`],
    signal,
  }).then(
    () => true,
    () => false,
  )
  if (!known) throw workingTreeHasChanges(target.folder, `its commit ${head.slice(0, 8)} is not in the source`)
  await git(['fetch', '--quiet', '--no-tags', '--', target.mirror, '+refs/heads/*:refs/remotes/origin/*'])
  const current = await text(['rev-parse', '--abbrev-ref', 'HEAD'])
  await moveTo(runtime, target, { folder: target.folder, branchAllowed: (branch) => branch === current }, signal)
}

/** Cloned beside its place and renamed, so that a clone that was cut short is never taken for a tree. */
async function clone(runtime: GitRuntime, target: WorkingTreeTarget, signal: AbortSignal): Promise<void> {
  const partial = `${target.folder}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(dirname(target.folder), { recursive: true })
  const run = (verb: string[]) =>
    runGit(runtime, { arguments: verb, allowProtocol: 'file', timeoutMs: 600_000, signal })
  await run(['clone', '--quiet', '--no-checkout', '--no-hardlinks', '--template=', '--', target.mirror, partial])
  await run(['-C', partial, 'remote', 'set-url', 'origin', '--', target.source.url])
  await moveTo(runtime, target, { folder: partial, branchAllowed: () => true }, signal)
  // Only an empty folder gives way: what somebody put there meanwhile stays.
  await rmdir(target.folder).catch(unlessMissing)
  await rename(partial, target.folder)
}

/**
 * Overrides that make every filter driver of the tree's own configuration do nothing. The containers of the environment can write that
 * file, and its commands would run on this machine.
 */
async function withoutFilters(
  runtime: GitRuntime,
  folder: string,
  signal: AbortSignal,
): Promise<Array<[key: string, value: string]>> {
  const listing = ['-C', folder, 'config', '--includes', '--null', '--name-only', '--get-regexp', '^filter\\.']
  const out = await runGit(runtime, { arguments: listing, signal }).catch((error: unknown) => {
    // Status 1: there is none.
    if (error instanceof GitFailed && error.exitCode === 1) return Buffer.alloc(0)
    throw error
  })
  const keys = [...new Set(out.toString('utf8').split('\0').filter(Boolean))]
  return keys.map((key) => [key, key.endsWith('.required') ? 'false' : ''])
}

/** Names in a folder; none when it does not exist. A folder that cannot be read is no empty folder: it throws. */
async function entriesOf(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessMissing)) ?? []
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

/** `branchAllowed` keeps a local branch that somebody else works on from being moved: HEAD is detached then. */
async function moveTo(
  runtime: GitRuntime,
  target: WorkingTreeTarget,
  tree: { folder: string; branchAllowed(branch: string): boolean },
  signal: AbortSignal,
): Promise<void> {
  const selection = ['--format=%(refname:lstrip=2)', `--points-at=${target.commit}`, 'refs/heads']
  const branches = await runGit(runtime, {
    arguments: [`--git-dir=${target.mirror}`, 'for-each-ref', ...selection],
    signal,
  })
  const branch = branches.toString('utf8').split('\n').filter(Boolean).find(tree.branchAllowed)
  const how = branch === undefined ? ['--detach', target.commit] : ['--no-track', '-B', branch, target.commit]
  try {
    await runGit(runtime, {
      configuration: await withoutFilters(runtime, tree.folder, signal),
      arguments: [
        '-C',
        tree.folder,
        'checkout',
        '--quiet',
        '--no-overwrite-ignore',
        '--no-recurse-submodules',
        ...how,
        '--',
      ],
      timeoutMs: 300_000,
      signal,
    })
  } catch (error) {
    if (error instanceof GitFailed && /would be overwritten/.test(error.stderr))
      throw workingTreeHasChanges(tree.folder, 'files that git does not know would be overwritten')
    throw error
  }
}
