import { buildable, detectRelease, releaseEvidencePaths, releaseOf } from '@fun/compose-model/release-catalogue'
import type { Release } from '@fun/compose-model/releases/release'
import { releaseName } from '@fun/compose-model/specification'
import type { Source } from '../adapters/store/generated/client.ts'
import type { GitSource, TreeEntry } from '../ports.ts'
import { Failure } from './failure.ts'
import { gitSource, type Run } from './run.ts'

/** One commit of a source, as everything after it needs it. */
export interface ResolvedSource {
  source: GitSource
  commit: string
  subject: string
  tree: TreeEntry[]
}

/**
 * Fetches and turns the reference into a commit. The commit is pinned on the operation: a second attempt takes the same one, and
 * does without the network when the mirror has it.
 */
export function resolveSource(run: Run, row: Source, reference: string): Promise<ResolvedSource> {
  return run.steps.run('fetch', 'Fetch the source', async (step) => {
    const source = gitSource(run, row)
    const pinned = run.result.commit
    const commit = typeof pinned === 'string' ? pinned : await fetchAndResolve(run, source, reference)
    const tree = await run.git.tree(source, commit, run.signal).catch(async (error) => {
      if (typeof pinned !== 'string') throw error
      await run.git.fetch(source, run.signal)
      return run.git.tree(source, commit, run.signal)
    })
    const { subject } = await run.git.commit(source, commit, run.signal)
    await run.pin({ commit, commitSubject: subject, reference })
    step.detail(`${commit.slice(0, 10)} ${subject}`)
    return { source, commit, subject, tree }
  })
}

async function fetchAndResolve(run: Run, source: GitSource, reference: string): Promise<string> {
  await run.git.fetch(source, run.signal)
  return run.git.resolve(source, reference, run.signal)
}

const platformFiles = ['manage.py', 'requirements/edx/base.txt']
const platformFolders = ['lms/', 'cms/']

/** Throws `not-a-platform`, which names everything that is missing. */
export function checkIsPlatform(resolved: ResolvedSource): void {
  const paths = new Set(resolved.tree.map((entry) => entry.path))
  const missing = [
    ...platformFiles.filter((path) => !paths.has(path)),
    ...platformFolders.filter((folder) => !resolved.tree.some((entry) => entry.path.startsWith(folder))),
  ]
  if (missing.length === 0) return
  throw new Failure('not-a-platform', {
    detail: `Commit ${resolved.commit.slice(0, 10)} has no ${missing.join(', no ')}: it is no tree of the Open edX platform.`,
    cure: 'Point the source at a repository of the Open edX platform (edx-platform), or choose another branch.',
  })
}

/** Release of a commit: the one that was asked for, or what the tree says it is. Throws `release-unknown`. */
export async function releaseOfCommit(run: Run, resolved: ResolvedSource, asked: string | undefined): Promise<Release> {
  const name = releaseName.safeParse(asked)
  if (name.success) return releaseOf(name.data)
  const evidence: Parameters<typeof detectRelease>[0] = {}
  for (const path of releaseEvidencePaths) {
    const text = await run.git.file(resolved.source, resolved.commit, path, run.signal)
    if (text !== undefined) evidence[path] = text
  }
  const release = detectRelease(evidence)
  if (release) return release
  throw new Failure('release-unknown', {
    detail: `The tree does not say which release it is (${releaseEvidencePaths.join(', ')}).`,
    cure: 'Name the release in the specification of the environment, e.g. "release": "teak".',
  })
}

/** Throws `release-not-buildable` with the reason where no base image has the release's Python. */
export function checkBuildable(release: Release, pythons: readonly string[]): void {
  const answer = buildable(release, pythons)
  if (answer.buildable) return
  throw new Failure('release-not-buildable', {
    detail: answer.reason,
    cure: 'Choose a maintained release, or an installation whose base images have that Python.',
  })
}
