import { pullRequest } from '@fun/contract/resources'
import { z } from 'zod'
import type { ChangedPaths } from '../../pushes/push.ts'

/** Files that a push changed, from the root of the repository; `complete`: there are no others. */
const changedPaths = z.object({ paths: z.array(z.string()), complete: z.boolean() })

/** A ref that moved, as a delivery tells of it. */
const toldPush = z.object({
  /** The whole name: refs/heads/…, refs/tags/…. */
  ref: z.string(),
  /** What it names now; null when it was deleted or nobody said. */
  commit: z.string().nullable(),
  deleted: z.boolean(),
  /** null: the delivery does not say. */
  changed: changedPaths.nullable(),
})
export type ToldPush = z.infer<typeof toldPush>

/** The repository that an event is about: `owner/name`, and whether it is a fork of another. */
const repository = z.object({ fullName: z.string(), fork: z.boolean() })
export type ToldRepository = z.infer<typeof repository>

const toldPullRequest = pullRequest.extend({
  /** Ref of the source's own repository that has the head commit; null: it has none. */
  fetchRef: z.string().nullable(),
})
export type ToldPullRequest = z.infer<typeof toldPullRequest>

/** What a git host tells of, in the one form that all providers are read into; kept with the delivery, so that it can be run again. */
export const webhookEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('push'), repository: repository.nullable(), pushes: z.array(toldPush) }),
  z.object({
    kind: z.literal('pull-request'),
    repository: repository.nullable(),
    pullRequest: toldPullRequest,
    /** `head`: it has a head commit that nobody has seen here; `closed`: nobody needs it any more; `other`: its text changed, … */
    change: z.enum(['head', 'closed', 'other']),
  }),
  z.object({ kind: z.literal('ping') }),
  /** `name` as the git host calls it. */
  z.object({ kind: z.literal('other'), name: z.string() }),
])
export type WebhookEvent = z.infer<typeof webhookEvent>

/** A commit id of zeros stands for nothing: the ref was deleted, or is new. */
export const isNoCommit = (commit: string): boolean => /^0+$/.test(commit)

/** A whole commit id, or zeros. */
export const commitId = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, 'Send the whole commit id.')

const refNameMax = 1024
export const branchOrTagRef = z
  .string()
  .max(refNameMax)
  .regex(/^refs\/(?:heads|tags)\/./, 'Name the whole ref, such as refs/heads/main.')

/** Longer titles are cut; they are for people. */
export const titleOf = (title: string): string => title.slice(0, 200)

const commitFiles = z.object({
  added: z.array(z.string()).nullish(),
  removed: z.array(z.string()).nullish(),
  modified: z.array(z.string()).nullish(),
})
export const commitList = z.array(commitFiles).nullish()

/** More paths than these are not kept: git knows them. */
const pathsMax = 5_000

/** Paths of a list of commits. `listed`: whether the list has every commit of the push, and every file of each. */
export function changedBy(commits: z.infer<typeof commitList>, listed: boolean): ChangedPaths {
  const each = commits ?? []
  const paths = new Set(
    each.flatMap(({ added, removed, modified }) => [added, removed, modified].flatMap((x) => x ?? [])),
  )
  if (paths.size > pathsMax) return { paths: [...paths].sort().slice(0, pathsMax), complete: false }
  return { paths: [...paths].sort(), complete: listed && each.length > 0 }
}
