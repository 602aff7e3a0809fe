import { setTimeout as sleep } from 'node:timers/promises'
import { buildable, detectRelease, releaseEvidencePaths, releaseOf } from '@fun/compose-model/release-catalogue'
import type { Release } from '@fun/compose-model/releases/release'
import { releaseName } from '@fun/compose-model/specification'
import { z } from 'zod'
import type { Source } from '../adapters/store/generated/client.ts'
import type { GitSource, TreeEntry } from '../ports.ts'
import { Failure } from './failure.ts'
import { gitSource, type Run } from './run.ts'
import type { RunningStep } from './steps.ts'

/** One commit of a source, as everything after it needs it. */
export interface ResolvedSource {
  source: GitSource
  commit: string
  subject: string
  tree: TreeEntry[]
}

/**
 * Fetches and turns the reference into a commit. The commit is pinned on the operation: a second attempt takes the same one, and
 * does without the network when the mirror has it. Throws `repository-unreachable` and `unknown-reference`.
 */
export function resolveSource(run: Run, row: Source, reference: string): Promise<ResolvedSource> {
  return run.steps.run('fetch', 'Fetch the source', async (step) => {
    const source = gitSource(run, row)
    const pinned = run.result.commit
    const commit = typeof pinned === 'string' ? pinned : await fetchAndResolve(run, source, reference, step)
    const tree = await run.git.tree(source, commit, run.signal).catch(async (error) => {
      if (typeof pinned !== 'string') throw error
      await run.git.fetch(source, run.signal, furtherRefs(run))
      return run.git.tree(source, commit, run.signal).catch(() => {
        run.signal.throwIfAborted()
        throw commitGone(source, commit)
      })
    })
    const { subject } = await run.git.commit(source, commit, run.signal)
    const pushedCommit = pushedCommitOf(run)
    await run.pin({ commit, commitSubject: subject, reference, ...(pushedCommit ? { pushedCommit } : {}) })
    step.detail(`${commit.slice(0, 10)} ${subject}`)
    return { source, commit, subject, tree }
  })
}

function commitGone({ url }: GitSource, commit: string): Failure {
  return new Failure('unknown-reference', {
    detail: `${url} no longer has the commit ${commit}, and no copy of it is here: its branch was deleted, or replaced by a forced push.`,
    cure: 'Deploy a branch, tag or commit that the repository has.',
  })
}

/** Pauses before asking again when a repository does not show yet what its git host has told of. */
const pausesMs = [500, 1_000, 1_500]
const orderOfPush = z.object({ pushedCommit: z.string().optional(), fetchRef: z.string().optional() })

/** Refs to fetch beside branches and tags: that of a pull request whose commit a member approved. */
function furtherRefs(run: Run): string[] {
  const { fetchRef } = orderOfPush.parse(run.operation.input)
  return fetchRef === undefined ? [] : [fetchRef]
}

/** The commit of the push that asked for this operation, when a push did. */
const pushedCommitOf = (run: Run): string | undefined => orderOfPush.parse(run.operation.input).pushedCommit

/**
 * What the reference names now: the commit that was pushed, or a later one. A git host may tell of a push before every one of its machines
 * shows it, so that is waited for; when the commit does not come, somebody has replaced it, and what the reference names counts.
 */
async function fetchAndResolve(run: Run, source: GitSource, reference: string, step: RunningStep): Promise<string> {
  const pushed = pushedCommitOf(run)
  for (const pauseMs of pushed === undefined ? [] : pausesMs) {
    await run.git.fetch(source, run.signal)
    const commit = await run.git.resolve(source, reference, run.signal).catch(unlessUnknown)
    if (commit !== undefined && (await run.git.contains(source, commit, pushed ?? commit, run.signal))) return commit
    step.line(`The repository does not show the pushed commit ${pushed} on ${reference}; asking again.`)
    await sleep(pauseMs, undefined, { signal: run.signal }).catch(() => run.signal.throwIfAborted())
  }
  await run.git.fetch(source, run.signal, furtherRefs(run))
  const commit = await run.git.resolve(source, reference, run.signal, furtherRefs(run))
  // What was approved is a commit: a branch that somebody named like it is not that.
  if (furtherRefs(run).length > 0 && !commit.startsWith(reference)) throw commitGone(source, reference)
  if (pushed !== undefined) step.line(`Taking what ${reference} names: ${commit}.`)
  return commit
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof Failure && error.code === 'unknown-reference') return undefined
  throw error
}

/** Files and folders that every tree of the platform has. */
export const platformPaths = ['manage.py', 'requirements/edx/base.txt', 'lms', 'cms'] as const

/** What of them a tree with these paths lacks; a folder is there when it is listed, or something beneath it. */
export function missingOfPlatform(paths: readonly string[]): string[] {
  const known = new Set(paths)
  return platformPaths.filter((wanted) => !known.has(wanted) && !paths.some((path) => path.startsWith(`${wanted}/`)))
}

/** Throws `not-a-platform`, which names everything that is missing. */
export function checkIsPlatform(resolved: ResolvedSource): void {
  const missing = missingOfPlatform(resolved.tree.map((entry) => entry.path))
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
  const evidence: Record<string, string> = {}
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
