import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { branchOrTagRef, changedBy, commitId, commitList, isNoCommit, titleOf, type WebhookEvent } from './event.ts'
import { isBareSignature, isSignedBareBy } from './hmac.ts'
import { headerOf, type WebhookProvider } from './provider.ts'

const repository = z
  .object({ full_name: z.string(), fork: z.boolean().default(false) })
  .transform(({ full_name, fork }) => ({ fullName: full_name, fork }))
const push = z.object({ ref: branchOrTagRef, after: commitId, commits: commitList, repository })
const deletion = z.object({ ref: z.string().min(1), ref_type: z.enum(['branch', 'tag']), repository })
const pullRequestEvent = z.object({
  action: z.string(),
  number: z.int(),
  repository,
  pull_request: z.object({
    title: z.string(),
    head: z.object({ ref: z.string(), sha: commitId, repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ ref: z.string() }),
  }),
})
const headActions = new Set(['opened', 'reopened', 'synchronized'])

/** Forgejo sends its own header beside Gitea's; where it is there, it counts. */
const signatureOf = (headers: IncomingHttpHeaders) =>
  headerOf(headers, 'x-forgejo-signature') ?? headerOf(headers, 'x-gitea-signature')

/** Gitea and Forgejo. Source: their documentation, webhooks. */
export const gitea: WebhookProvider = {
  hasCredential: (headers) => isBareSignature(signatureOf(headers)),
  isGenuine: (headers, body, secrets) => isSignedBareBy(secrets, body, signatureOf(headers)),
  deliveryId: (headers) => headerOf(headers, 'x-forgejo-delivery') ?? headerOf(headers, 'x-gitea-delivery'),
  // `repository.updated_at`, the time of the push before, tells two pushes of the same commits apart.
  bodiesAreUnique: true,
  event(headers, payload): WebhookEvent {
    const name = headerOf(headers, 'x-forgejo-event') ?? headerOf(headers, 'x-gitea-event') ?? ''
    switch (name) {
      case 'push': {
        const { ref, after, commits, repository } = push.parse(payload)
        const deleted = isNoCommit(after)
        // The list is cut to a few commits, and nothing says whether the push was forced.
        const changed = deleted ? null : changedBy(commits, false)
        return { kind: 'push', repository, pushes: [{ ref, commit: deleted ? null : after, deleted, changed }] }
      }
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
  keptHeaders: [
    'x-gitea-event',
    'x-gitea-event-type',
    'x-gitea-delivery',
    'x-forgejo-event',
    'x-forgejo-event-type',
    'x-forgejo-delivery',
  ],
  setUp: {
    contentType: 'application/json',
    events: ['Push', 'Delete', 'Pull Request', 'Pull Request Synchronized'],
    steps: [
      'In the repository on Gitea or Forgejo, open Settings → Webhooks → Add webhook → Gitea (or Forgejo).',
      'Target URL: {url}',
      'HTTP method: POST; content type: application/json.',
      'Secret: the secret of this answer.',
      'Trigger on: Custom events; tick Push, Delete, Pull Request, and Pull Request Synchronized.',
      'Keep “Active” on and choose “Add webhook”; “Test delivery” on its page sends a push that shows among the deliveries of this source.',
    ],
    signed: true,
    caution: null,
    makeSecret: () => randomBytes(32).toString('hex'),
  },
}

function pullRequestOf(event: z.infer<typeof pullRequestEvent>): WebhookEvent {
  const { action, number, repository, pull_request: told } = event
  const headRepository = told.head.repo?.full_name ?? null
  return {
    kind: 'pull-request',
    repository,
    change: headActions.has(action) ? 'head' : action === 'closed' ? 'closed' : 'other',
    pullRequest: {
      number,
      title: titleOf(told.title),
      headCommit: told.head.sha,
      headBranch: told.head.ref,
      headRepository,
      baseBranch: told.base.ref,
      fork: headRepository?.toLowerCase() !== repository.fullName.toLowerCase(),
      fetchRef: `refs/pull/${number}/head`,
    },
  }
}
