import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { branchOrTagRef, changedBy, commitId, commitList, isNoCommit, titleOf, type WebhookEvent } from './event.ts'
import { isSignature, isSignedBy } from './hmac.ts'
import { headerOf, type WebhookProvider } from './provider.ts'

const repository = z
  .object({ full_name: z.string(), fork: z.boolean().default(false) })
  .transform(({ full_name, fork }) => ({ fullName: full_name, fork }))
const push = z.object({
  ref: branchOrTagRef,
  after: commitId,
  created: z.boolean().default(false),
  deleted: z.boolean().default(false),
  forced: z.boolean().default(false),
  commits: commitList,
  repository,
})
const deletion = z.object({ ref: z.string().min(1), ref_type: z.enum(['branch', 'tag']), repository })
const pullRequestEvent = z.object({
  action: z.string(),
  repository,
  pull_request: z.object({
    number: z.int(),
    title: z.string(),
    head: z.object({ ref: z.string(), sha: commitId, repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ ref: z.string() }),
  }),
})

/** Actions after which a pull request has a head that may be built. Source: GitHub's documentation, webhook event pull_request. */
const headActions = new Set(['opened', 'reopened', 'synchronize', 'ready_for_review'])
/** Longest list of commits in a push, and most files that are named of one commit. Source: GitHub's documentation, webhook event push. */
const commitsMax = 2_048
const commitFilesMax = 3_000

/** GitHub and GitHub Enterprise Server. */
export const github: WebhookProvider = {
  hasCredential: (headers) => isSignature(headerOf(headers, 'x-hub-signature-256')),
  isGenuine: (headers, body, secrets) => isSignedBy(secrets, body, headerOf(headers, 'x-hub-signature-256')),
  deliveryId: (headers) => headerOf(headers, 'x-github-delivery'),
  // `repository.pushed_at` and `pull_request.updated_at` tell two pushes of the same commits apart.
  bodiesAreUnique: true,
  event(headers, payload): WebhookEvent {
    const name = headerOf(headers, 'x-github-event') ?? ''
    switch (name) {
      case 'ping':
        return { kind: 'ping' }
      case 'push':
        return pushOf(push.parse(payload))
      case 'delete': {
        const { ref, ref_type, repository } = deletion.parse(payload)
        const whole = `refs/${ref_type === 'branch' ? 'heads' : 'tags'}/${ref}`
        return { kind: 'push', repository, pushes: [{ ref: whole, commit: null, deleted: true, changed: null }] }
      }
      case 'pull_request':
        return pullRequestOf(pullRequestEvent.parse(payload))
      default:
        return { kind: 'other', name }
    }
  },
  keptHeaders: ['x-github-event', 'x-github-delivery', 'x-github-hook-id', 'x-github-hook-installation-target-type'],
  setUp: {
    contentType: 'application/json',
    events: ['Pushes', 'Branch or tag deletion', 'Pull requests'],
    steps: [
      'In the repository on GitHub, open Settings → Webhooks and choose “Add webhook”.',
      'Payload URL: {url}',
      'Content type: application/json.',
      'Secret: the secret of this answer.',
      'Keep SSL verification on.',
      'Choose “Let me select individual events” and tick Pushes, Branch or tag deletion, and Pull requests.',
      'Choose “Add webhook”: GitHub sends a ping at once, which shows among the deliveries of this source.',
    ],
    signed: true,
    caution: null,
    makeSecret: () => randomBytes(32).toString('hex'),
  },
}

function pushOf({ ref, after, created, deleted, forced, commits, repository }: z.infer<typeof push>): WebhookEvent {
  const gone = deleted || isNoCommit(after)
  const whole = (commits ?? []).every(
    ({ added, removed, modified }) =>
      (added?.length ?? 0) + (removed?.length ?? 0) + (modified?.length ?? 0) < commitFilesMax,
  )
  const listed = whole && !created && !forced && (commits?.length ?? 0) < commitsMax
  const changed = gone ? null : changedBy(commits, listed)
  return { kind: 'push', repository, pushes: [{ ref, commit: gone ? null : after, deleted: gone, changed }] }
}

function pullRequestOf({ action, repository, pull_request: told }: z.infer<typeof pullRequestEvent>): WebhookEvent {
  const headRepository = told.head.repo?.full_name ?? null
  return {
    kind: 'pull-request',
    repository,
    change: headActions.has(action) ? 'head' : action === 'closed' ? 'closed' : 'other',
    pullRequest: {
      number: told.number,
      title: titleOf(told.title),
      headCommit: told.head.sha,
      headBranch: told.head.ref,
      headRepository,
      baseBranch: told.base.ref,
      fork: headRepository?.toLowerCase() !== repository.fullName.toLowerCase(),
      fetchRef: `refs/pull/${told.number}/head`,
    },
  }
}
