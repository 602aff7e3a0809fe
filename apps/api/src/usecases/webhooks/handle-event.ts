import type { DeliveryState } from '@fun/contract/resources'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { isRepository, repositoryOf } from '../../git-hosts/repository.ts'
import type { ToldPullRequest, ToldPush, ToldRepository, WebhookEvent } from '../../git-hosts/webhooks/event.ts'
import type { Enqueued } from '../../operations/enqueue.ts'
import { queueDeploysOf } from '../../pushes/queue-deploys.ts'

/** What came of an event. */
export interface HandledEvent {
  state: DeliveryState
  /** As a sentence, also where nothing was started. */
  outcome: string
  ref: string | null
  commit: string | null
  operationIds: string[]
  /** To be announced after the commit. */
  enqueued: Enqueued[]
}

interface EventSource {
  id: string
  name: string
  url: string
}

const nothing: Omit<HandledEvent, 'outcome'> = {
  state: 'handled',
  ref: null,
  commit: null,
  operationIds: [],
  enqueued: [],
}

/** Does what an event asks for, under the source's lock and in the caller's transaction: pushes queue deploys, pull requests wait for a member. */
export async function handleEvent(
  transaction: StoreTransaction,
  source: EventSource,
  event: WebhookEvent,
): Promise<HandledEvent> {
  switch (event.kind) {
    case 'ping':
      return { ...nothing, outcome: `The webhook works: ${source.name} will hear of pushes.` }
    case 'other':
      return { ...nothing, outcome: `Nothing is done for events of the kind ${event.name.slice(0, 100) || '(none)'}.` }
    case 'push': {
      const elsewhere = reasonOfOther(source, event.repository)
      const [first] = event.pushes
      const told = { ref: first?.ref ?? null, commit: first?.commit ?? null }
      if (elsewhere !== undefined) return { ...nothing, ...told, outcome: elsewhere }
      if (first === undefined) return { ...nothing, outcome: 'The delivery tells of no branch and no tag.' }
      return { ...(await handlePushes(transaction, source, event.pushes)), ...told }
    }
    case 'pull-request': {
      const elsewhere = reasonOfOther(source, event.repository)
      const told = { commit: event.pullRequest.headCommit }
      if (elsewhere !== undefined) return { ...nothing, ...told, outcome: elsewhere }
      return { ...(await handlePullRequest(transaction, source, event)), ...told }
    }
  }
}

/** Why an event is not about the source: a hook of a whole organisation tells of all its repositories, forks among them. */
function reasonOfOther(source: EventSource, repository: ToldRepository | null): string | undefined {
  if (repository === null || isRepository(source.url, repository.fullName)) return undefined
  if (repository.fork) return `The push is to the fork ${repository.fullName}: forks are not built by themselves.`
  return `The delivery is about ${repository.fullName}; ${source.name} is ${repositoryOf(source.url)}.`
}

async function handlePushes(
  transaction: StoreTransaction,
  source: EventSource,
  pushes: ToldPush[],
): Promise<HandledEvent> {
  const enqueued: Enqueued[] = []
  const sentences: string[] = []
  for (const push of pushes) {
    const told = await queueDeploysOf(transaction, source, push, { by: 'webhook' })
    enqueued.push(...told.enqueued)
    sentences.push(told.outcome)
  }
  const operationIds = enqueued.map(({ operation }) => operation.id)
  return { ...nothing, outcome: sentences.join(' '), operationIds, enqueued }
}

async function handlePullRequest(
  transaction: StoreTransaction,
  source: EventSource,
  { pullRequest, change }: Extract<WebhookEvent, { kind: 'pull-request' }>,
): Promise<HandledEvent> {
  const name = `Pull request ${pullRequest.number}`
  if (change === 'other') return { ...nothing, outcome: `${name} changed, but not its commits.` }
  if (change === 'closed') {
    await endWaiting(transaction, source, pullRequest, 'It was closed.')
    return { ...nothing, outcome: `${name} was closed.` }
  }
  await endWaiting(transaction, source, pullRequest, 'It has newer commits.')
  const whose = pullRequest.fork ? `of the fork ${pullRequest.headRepository ?? '(deleted)'}` : 'of the same repository'
  const refused = `${name} ${whose}: pull requests ${pullRequest.fork ? 'of forks ' : ''}are not built by themselves.`
  if (pullRequest.fetchRef === null)
    return {
      ...nothing,
      outcome: `${refused} The git host shows its commits in the fork only: push its branch to the repository of ${source.name} to deploy it.`,
    }
  const commit = pullRequest.headCommit.slice(0, 10)
  return {
    ...nothing,
    state: 'waiting',
    outcome: `${refused} A member may approve commit ${commit} for an environment.`,
  }
}

/** What waited of a pull request waits no longer: only the newest head can be approved. */
async function endWaiting(
  transaction: StoreTransaction,
  source: EventSource,
  { number }: ToldPullRequest,
  why: string,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "Delivery" SET state = 'obsolete', outcome = outcome || ' ' || ${why}
    WHERE "sourceId" = ${source.id}::uuid AND state = 'waiting' AND event #>> '{pullRequest,number}' = ${String(number)}`
}
