import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { branchOrTagRef, changedBy, commitId, commitList, isNoCommit, titleOf, type WebhookEvent } from './event.ts'
import { madeByOne } from './hmac.ts'
import { headerOf, type WebhookProvider } from './provider.ts'
import { hasStandardSignature, isStandardSigned } from './standard-webhooks.ts'

const project = z.object({ path_with_namespace: z.string() })
const push = z.object({ ref: branchOrTagRef, after: commitId, commits: commitList, project })
const mergeRequest = z.object({
  project,
  object_attributes: z.object({
    iid: z.int(),
    title: z.string(),
    action: z.string().default(''),
    /** Set when the head moved. */
    oldrev: z.string().optional(),
    source_branch: z.string(),
    target_branch: z.string(),
    source: project.nullable(),
    last_commit: z.object({ id: commitId }),
  }),
})

const tokenHeader = 'x-gitlab-token'
const isSigned = (headers: Parameters<WebhookProvider['hasCredential']>[0]) =>
  headerOf(headers, 'webhook-signature') !== undefined

/**
 * GitLab. A hook with a signing token signs id, time and body; the classic secret token is sent as it is and signs nothing. Where a signature
 * is there, it alone counts. Source: GitLab's documentation, webhooks and webhook events; merge request 230944 (signing token).
 */
export const gitlab: WebhookProvider = {
  hasCredential: (headers) =>
    isSigned(headers) ? hasStandardSignature(headers) : headerOf(headers, tokenHeader) !== undefined,
  isGenuine(headers, body, secrets) {
    if (isSigned(headers)) return isStandardSigned(headers, body, secrets)
    const given = Buffer.from(headerOf(headers, tokenHeader) ?? '')
    return given.length > 0 && madeByOne(secrets, given, (secret) => Buffer.from(secret))
  },
  deliveryId: (headers) =>
    headerOf(headers, 'webhook-id') ??
    headerOf(headers, 'idempotency-key') ??
    headerOf(headers, 'x-gitlab-webhook-uuid') ??
    headerOf(headers, 'x-gitlab-event-uuid'),
  bodiesAreUnique: false,
  event(headers, payload): WebhookEvent {
    const name = headerOf(headers, 'x-gitlab-event') ?? ''
    switch (name) {
      case 'Push Hook':
      case 'Tag Push Hook': {
        const { ref, after, commits, project } = push.parse(payload)
        const deleted = isNoCommit(after)
        // The list is cut to 20 commits, and nothing says whether the push was forced.
        const changed = deleted ? null : changedBy(commits, false)
        const pushes = [{ ref, commit: deleted ? null : after, deleted, changed }]
        return { kind: 'push', repository: repositoryOf(project), pushes }
      }
      case 'Merge Request Hook':
        return mergeRequestOf(mergeRequest.parse(payload))
      default:
        return { kind: 'other', name }
    }
  },
  keptHeaders: [
    'x-gitlab-event',
    'x-gitlab-event-uuid',
    'x-gitlab-webhook-uuid',
    'x-gitlab-instance',
    'idempotency-key',
    'webhook-id',
    'webhook-timestamp',
  ],
  setUp: {
    contentType: 'application/json',
    events: ['Push events', 'Tag push events', 'Merge request events'],
    steps: [
      'In the project on GitLab, open Settings → Webhooks and choose “Add new webhook”.',
      'URL: {url}',
      'Signing token, where your GitLab has that field: the secret of this answer. Otherwise put it into “Secret token”.',
      'Trigger: tick Push events (all branches), Tag push events, and Merge request events.',
      'Keep SSL verification on and choose “Add webhook”; Test → Push events sends one that shows among the deliveries of this source.',
    ],
    signed: false,
    caution:
      'GitLab’s classic secret token signs nothing: it is sent along as it is, and whoever reads one delivery can send others. Use the signing token where ' +
      'your GitLab has it, and https everywhere.',
    // The form that GitLab demands of signing tokens; as a secret token it serves too.
    makeSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  },
}

const repositoryOf = ({ path_with_namespace }: z.infer<typeof project>) => ({
  fullName: path_with_namespace,
  fork: false,
})

function mergeRequestOf({ project: base, object_attributes: told }: z.infer<typeof mergeRequest>): WebhookEvent {
  const headRepository = told.source?.path_with_namespace ?? null
  const hasNewHead = ['open', 'reopen'].includes(told.action) || (told.action === 'update' && told.oldrev !== undefined)
  return {
    kind: 'pull-request',
    repository: repositoryOf(base),
    change: hasNewHead ? 'head' : ['close', 'merge'].includes(told.action) ? 'closed' : 'other',
    pullRequest: {
      number: told.iid,
      title: titleOf(told.title),
      headCommit: told.last_commit.id,
      headBranch: told.source_branch,
      headRepository,
      baseBranch: told.target_branch,
      fork: headRepository?.toLowerCase() !== base.path_with_namespace.toLowerCase(),
      fetchRef: `refs/merge-requests/${told.iid}/head`,
    },
  }
}
