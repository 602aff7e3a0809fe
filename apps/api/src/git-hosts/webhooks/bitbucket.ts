import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { branchOrTagRef, commitId, isNoCommit, titleOf, type WebhookEvent } from './event.ts'
import { isSignature, isSignedBy } from './hmac.ts'
import { headerOf, type WebhookProvider } from './provider.ts'

const repository = z.object({ full_name: z.string(), parent: z.unknown().optional() })
const refState = z.object({ type: z.string(), name: z.string(), target: z.object({ hash: commitId }).nullish() })
const push = z.object({
  repository,
  push: z.object({ changes: z.array(z.object({ old: refState.nullable(), new: refState.nullable() })) }),
})
/** Bitbucket Cloud names the head of a pull request by its first 12 digits. */
const shortCommit = z.string().regex(/^[0-9a-f]{12,64}$/)
const pullRequestEvent = z.object({
  repository,
  pullrequest: z.object({
    id: z.int(),
    title: z.string(),
    source: z.object({
      branch: z.object({ name: z.string() }),
      commit: z.object({ hash: shortCommit }),
      repository: z.object({ full_name: z.string() }).nullable(),
    }),
    destination: z.object({ branch: z.object({ name: z.string() }) }),
  }),
})
const dataCenterRepository = z.object({
  slug: z.string(),
  project: z.object({ key: z.string() }),
  origin: z.unknown().optional(),
})
const refsChanged = z.object({
  repository: dataCenterRepository,
  changes: z.array(
    z.object({ ref: z.object({ id: branchOrTagRef }), toHash: commitId, type: z.enum(['ADD', 'UPDATE', 'DELETE']) }),
  ),
})
const dataCenterPullRequest = z.object({
  pullRequest: z.object({
    id: z.int(),
    title: z.string(),
    fromRef: z.object({ displayId: z.string(), latestCommit: commitId, repository: dataCenterRepository }),
    toRef: z.object({ displayId: z.string(), repository: dataCenterRepository }),
  }),
})

/** Bitbucket Cloud and Bitbucket Data Center. Source: Atlassian's documentation, event payloads of each. */
export const bitbucket: WebhookProvider = {
  hasCredential: (headers) => isSignature(headerOf(headers, 'x-hub-signature')),
  isGenuine: (headers, body, secrets) => isSignedBy(secrets, body, headerOf(headers, 'x-hub-signature')),
  deliveryId: (headers) => headerOf(headers, 'x-request-uuid') ?? headerOf(headers, 'x-request-id'),
  bodiesAreUnique: false,
  event(headers, payload): WebhookEvent {
    const name = headerOf(headers, 'x-event-key') ?? ''
    switch (name) {
      case 'diagnostics:ping':
        return { kind: 'ping' }
      case 'repo:push':
        return pushOf(push.parse(payload))
      case 'repo:refs_changed':
        return refsChangedOf(refsChanged.parse(payload))
      case 'pullrequest:created':
      case 'pullrequest:updated':
        return pullRequestOf('head', pullRequestEvent.parse(payload))
      case 'pullrequest:fulfilled':
      case 'pullrequest:rejected':
        return pullRequestOf('closed', pullRequestEvent.parse(payload))
      case 'pr:opened':
      case 'pr:from_ref_updated':
        return dataCenterPullRequestOf('head', dataCenterPullRequest.parse(payload))
      case 'pr:merged':
      case 'pr:declined':
      case 'pr:deleted':
        return dataCenterPullRequestOf('closed', dataCenterPullRequest.parse(payload))
      default:
        return { kind: 'other', name }
    }
  },
  keptHeaders: ['x-event-key', 'x-hook-uuid', 'x-request-uuid', 'x-request-id', 'x-attempt-number', 'x-event-time'],
  setUp: {
    contentType: 'application/json',
    events: [
      'Repository: Push',
      'Pull request: Created',
      'Pull request: Updated',
      'Pull request: Merged',
      'Pull request: Declined',
    ],
    steps: [
      'In the repository on Bitbucket, open Repository settings → Webhooks and choose “Add webhook”.',
      'URL: {url}',
      'Secret: the secret of this answer.',
      'Keep certificate checks on and the status Active.',
      'Triggers: choose from a full list; tick Repository Push, and Pull request Created, Updated, Merged and Declined.',
      'Save; the next push shows among the deliveries of this source.',
    ],
    signed: true,
    caution: null,
    makeSecret: () => randomBytes(32).toString('hex'),
  },
}

function pushOf({ repository, push: { changes } }: z.infer<typeof push>): WebhookEvent {
  const pushes = changes.flatMap((change) => {
    const named = change.new ?? change.old
    const folder = named?.type === 'branch' ? 'heads' : named?.type === 'tag' ? 'tags' : undefined
    if (named === null || folder === undefined) return []
    const deleted = change.new === null
    return [{ ref: `refs/${folder}/${named.name}`, commit: change.new?.target?.hash ?? null, deleted, changed: null }]
  })
  return { kind: 'push', repository: repositoryOf(repository), pushes }
}

const repositoryOf = ({ full_name, parent }: z.infer<typeof repository>) => ({
  fullName: full_name,
  fork: parent !== undefined && parent !== null,
})

function pullRequestOf(change: 'head' | 'closed', event: z.infer<typeof pullRequestEvent>): WebhookEvent {
  const { repository, pullrequest: told } = event
  const headRepository = told.source.repository?.full_name ?? null
  const fork = headRepository?.toLowerCase() !== repository.full_name.toLowerCase()
  return {
    kind: 'pull-request',
    repository: repositoryOf(repository),
    change,
    pullRequest: {
      number: told.id,
      title: titleOf(told.title),
      headCommit: told.source.commit.hash,
      headBranch: told.source.branch.name,
      headRepository,
      baseBranch: told.destination.branch.name,
      fork,
      // Bitbucket Cloud shows a fork's commits in the fork only.
      fetchRef: fork ? null : `refs/heads/${told.source.branch.name}`,
    },
  }
}

/** In clone URLs of Data Center: `scm/<project>/<slug>`. */
const dataCenterName = ({ project, slug }: z.infer<typeof dataCenterRepository>) => `${project.key}/${slug}`

function refsChangedOf({ repository, changes }: z.infer<typeof refsChanged>): WebhookEvent {
  const pushes = changes.map(({ ref, toHash, type }) => {
    const deleted = type === 'DELETE' || isNoCommit(toHash)
    return { ref: ref.id, commit: deleted ? null : toHash, deleted, changed: null }
  })
  const fork = repository.origin !== undefined && repository.origin !== null
  return { kind: 'push', repository: { fullName: dataCenterName(repository), fork }, pushes }
}

function dataCenterPullRequestOf(
  change: 'head' | 'closed',
  { pullRequest: told }: z.infer<typeof dataCenterPullRequest>,
): WebhookEvent {
  const headRepository = dataCenterName(told.fromRef.repository)
  const fullName = dataCenterName(told.toRef.repository)
  return {
    kind: 'pull-request',
    repository: { fullName, fork: false },
    change,
    pullRequest: {
      number: told.id,
      title: titleOf(told.title),
      headCommit: told.fromRef.latestCommit,
      headBranch: told.fromRef.displayId,
      headRepository,
      baseBranch: told.toRef.displayId,
      fork: headRepository.toLowerCase() !== fullName.toLowerCase(),
      fetchRef: `refs/pull-requests/${told.id}/from`,
    },
  }
}
