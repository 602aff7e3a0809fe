import { mkdir, writeFile } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import type { GitRepositories, GitSource, TreeEntry } from '../../ports.ts'
import { updateWorkingTree } from './checkout.ts'
import { folderBytes } from './folder-bytes.ts'
import { commitOnNoBranch, repositoryUnreachable, unknownReference } from './git-problems.ts'
import { peekCommit } from './peek.ts'
import { readReferences } from './remote-references.ts'
import { collectTail, GitFailed, type GitRuntime, runGit, startGit, writeConfiguration } from './run-git.ts'
import { AddressRefused, sourceAddress } from './source-address.ts'
import { removeStaleLocks } from './stale-locks.ts'

/** A branch, tag or commit as people write it; nothing of git's revision grammar (`^`, `~`, `..`, `@{`). */
const referenceGrammar = /^(?!.*(?:\.\.|@\{|\/\/))[A-Za-z0-9][A-Za-z0-9._/+@-]{0,254}$/
const commitId = /^[0-9a-f]{40,64}$/

/**
 * Git repositories of sources, each as a bare mirror beneath `mirrorsFolder`. Only https, ssh and folders beneath the development
 * roots are reached; no hook, submodule, filter or export attribute of a tree has an effect.
 */
export function createGitRepositories(runtime: GitRuntime): GitRepositories {
  const mirror = (source: GitSource) => `${runtime.mirrorsFolder}/${mirrorName(source)}.git`
  const inMirror = (source: GitSource, verb: string[], signal: AbortSignal) =>
    runGit(runtime, { arguments: [`--git-dir=${mirror(source)}`, ...verb], signal })

  /** Whether a commit belongs to the repository, and not to somebody who asks for it to be taken. */
  const requireReached = async (source: GitSource, id: string, signal: AbortSignal, furtherRefs: string[]) => {
    const reached = ['--not', '--branches', '--tags', ...furtherRefs.map(keptRef)]
    const out = await inMirror(source, ['rev-list', '--max-count=1', id, ...reached, '--'], signal)
    if (out.length > 0) throw commitOnNoBranch(source, id)
  }

  return {
    mirrorsBytes: (signal) => folderBytes(runtime.mirrorsFolder, signal),

    async fetch(source, signal, furtherRefs = []) {
      const folder = mirror(source)
      try {
        const address = await sourceAddress(runtime, source)
        await initialise(runtime, folder, signal)
        const call = {
          arguments: [
            `--git-dir=${folder}`,
            'fetch',
            '--quiet',
            '--prune',
            '--force',
            '--no-tags',
            '--no-auto-gc',
            '--no-recurse-submodules',
            '--',
            address.url,
            '+refs/heads/*:refs/heads/*',
            '+refs/tags/*:refs/tags/*',
            ...furtherRefs.map((ref) => `+${exactRef(ref)}:${keptRef(ref)}`),
          ],
          configuration: address.configuration,
          allowProtocol: address.allowProtocol,
          sshHost: address.sshHost,
          lockFile: `${folder}/fun-fetch.lock`,
          timeoutMs: runtime.fetchTimeoutMs,
          signal,
        }
        await runGit(runtime, call).catch(async (error) => {
          if (!(error instanceof GitFailed) || !/\.lock': File exists/.test(error.stderr)) throw error
          await removeStaleLocks(folder)
          await runGit(runtime, call)
        })
      } catch (error) {
        throw unreachable(source, error)
      }
    },

    async remoteHeads(source, signal) {
      try {
        return (await readReferences(runtime, source, signal)).heads
      } catch (error) {
        throw unreachable(source, error)
      }
    },

    async remoteReferences(source, signal) {
      try {
        return await readReferences(runtime, source, signal)
      } catch (error) {
        throw unreachable(source, error)
      }
    },

    async peek(source, reference, wanted, signal) {
      if (!referenceGrammar.test(reference)) throw unknownReference(source, reference, [])
      try {
        return await peekCommit(runtime, { source, mirror: mirror(source), reference, wanted }, signal)
      } catch (error) {
        throw unreachable(source, error)
      }
    },

    async contains(source, commit, ancestor, signal) {
      if (commit === ancestor) return true
      const verb = ['merge-base', '--is-ancestor', exactCommit(ancestor), exactCommit(commit)]
      return (await inMirror(source, verb, signal).catch(ignoreGitFailure)) !== undefined
    },

    async resolve(source, reference, signal, furtherRefs = []) {
      if (!referenceGrammar.test(reference)) throw unknownReference(source, reference, [])
      for (const name of namesOf(reference)) {
        const verb = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
        const answer = await inMirror(source, verb, signal).catch(ignoreGitFailure)
        const id = answer?.toString('utf8').trim()
        if (id === undefined || !commitId.test(id)) continue
        if (name === reference && !reference.startsWith('refs/')) await requireReached(source, id, signal, furtherRefs)
        return id
      }
      const known = await inMirror(
        source,
        ['for-each-ref', '--count=5', '--sort=-committerdate', '--format=%(refname:short)', 'refs/heads'],
        signal,
      ).catch(ignoreGitFailure)
      throw unknownReference(source, reference, known?.toString('utf8').split('\n').filter(Boolean) ?? [])
    },

    async commit(source, commit, signal) {
      const format = '--format=%H%x00%s%x00%an%x00%cI'
      const out = await inMirror(source, ['show', '--no-patch', '--no-notes', format, exactCommit(commit)], signal)
      const [id = commit, subject = '', author = '', at = ''] = out.toString('utf8').trimEnd().split('\0')
      return { id, subject, author, at }
    },

    async tree(source, commit, signal) {
      const out = await inMirror(source, ['ls-tree', '-r', '-z', '--full-tree', exactCommit(commit)], signal)
      return parseTree(out.toString('utf8'))
    },

    archive(source, commit, paths, signal) {
      return archiveStream(
        runtime,
        [`--git-dir=${mirror(source)}`, 'archive', '--format=tar', exactCommit(commit), '--', ...paths],
        signal,
      )
    },

    async file(source, commit, path, signal) {
      const out = await inMirror(source, ['cat-file', 'blob', `${exactCommit(commit)}:${path}`], signal).catch(
        ignoreGitFailure,
      )
      return out?.toString('utf8')
    },

    checkout(source, commit, folder, signal) {
      return updateWorkingTree(runtime, { source, mirror: mirror(source), commit: exactCommit(commit), folder }, signal)
    },
  }
}

/** Source ids are UUIDs made here; anything else must not become a path. */
function mirrorName(source: GitSource): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(source.id)) throw new Error(`source id ${source.id} is outside of its grammar`)
  return source.id
}

function exactCommit(commit: string): string {
  if (!commitId.test(commit)) throw new Error(`${commit} is no full commit id`)
  return commit
}

/** A whole ref; nothing that git reads as a pattern or as two. */
function exactRef(ref: string): string {
  if (!ref.startsWith('refs/') || !referenceGrammar.test(ref)) throw new Error(`${ref} is no whole ref`)
  return ref
}

/** Where a ref that is neither branch nor tag stands in the mirror. */
const keptRef = (ref: string): string => `refs/fun/${exactRef(ref).slice('refs/'.length)}`

/** What git is asked for, in this order: of whole refs only branches and tags, whatever else was fetched. */
function namesOf(reference: string): string[] {
  const names = [`refs/heads/${reference}`, `refs/tags/${reference}`]
  const isWhole = /^refs\/(heads|tags)\//.test(reference)
  return isWhole || /^[0-9a-f]{7,64}$/.test(reference) ? [...names, reference] : names
}

async function initialise(runtime: GitRuntime, folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(`${folder}/info`, { recursive: true, mode: 0o700 })
  await writeConfiguration(runtime)
  await runGit(runtime, {
    arguments: ['init', '--quiet', '--bare', '--template=', '--', folder],
    lockFile: `${folder}/fun-fetch.lock`,
    signal,
  })
  // Highest precedence: attributes in the tree can neither hide files from an archive nor rewrite them.
  await writeFile(
    `${folder}/info/attributes`,
    '* -export-ignore -export-subst -text -ident -filter -working-tree-encoding\n',
  )
}

/** Parses `ls-tree -r -z`; submodules (mode 160000) are left out because they are never fetched. */
export function parseTree(text: string): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (const record of text.split('\0')) {
    const match = /^(\d{6}) blob ([0-9a-f]+)\t(.*)$/s.exec(record)
    const [, mode, objectId, path] = match ?? []
    if (mode !== undefined && objectId !== undefined && path !== undefined) entries.push({ path, mode, objectId })
  }
  return entries
}

function archiveStream(runtime: GitRuntime, argv: string[], signal: AbortSignal): Readable {
  const out = new PassThrough()
  const child = startGit(runtime, { arguments: argv, timeoutMs: 300_000, signal })
  const stderr = collectTail(child)
  child.on('error', (error) => out.destroy(signal.aborted ? signal.reason : error))
  child.on('close', (code) => (code === 0 ? out.end() : out.destroy(new GitFailed('archive', code, stderr()))))
  child.stdout?.pipe(out, { end: false })
  out.on('close', () => child.kill())
  return out
}

function ignoreGitFailure(error: unknown): undefined {
  if (error instanceof GitFailed) return undefined
  throw error
}

/** The problem that an error of reaching a repository is. */
function unreachable(source: GitSource, error: unknown): unknown {
  if (error instanceof AddressRefused) return repositoryUnreachable(source, error.message)
  return error instanceof GitFailed ? repositoryUnreachable(source, lastLine(error.stderr)) : error
}

function lastLine(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return (
    lines.find((line) => line.startsWith('fatal:'))?.replace(/^fatal: /, '') ?? lines.at(-1) ?? 'git gave no reason'
  )
}
