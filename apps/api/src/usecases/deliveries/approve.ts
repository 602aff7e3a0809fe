import type { Operation } from '@fun/contract/resources'
import type { approveDelivery as approveDeliveryBody } from '@fun/contract/webhooks'
import type { z } from 'zod'
import type { Delivery } from '../../adapters/store/generated/client.ts'
import { CodedError } from '../../errors.ts'
import type { ToldPullRequest } from '../../git-hosts/webhooks/event.ts'
import { announceOperation, writeOperation } from '../../operations/enqueue.ts'
import { orderedByOf } from '../../policy/ordered-by.ts'
import { labelOf } from '../../policy/principal.ts'
import { requireMay } from '../../policy/refusal.ts'
import { lockSource } from '../../pushes/queue-deploys.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadVisibleEnvironment } from '../environments/load.ts'
import { parseSpecification } from '../environments/present.ts'
import type { EnvironmentRow } from '../environments/read.ts'
import { findOperation } from '../operations/find.ts'
import { loadDelivery } from './find.ts'
import { storedEvent } from './present.ts'

/**
 * Lets the head commit of a pull request be built and deployed: that commit and no later one, once, into the environment that the member
 * names. Nothing of it was fetched before. Throws `not-found`, `forbidden`, `delivery-not-waiting` and `invalid-request`.
 */
export async function approveDelivery(
  context: UseCaseContext,
  sourceNameOrId: string,
  id: string,
  { environment: environmentNameOrId }: z.infer<typeof approveDeliveryBody>,
): Promise<Operation> {
  const { deps, principal } = context
  const delivery = await loadDelivery(deps, sourceNameOrId, id)
  const environment = await loadVisibleEnvironment(context, environmentNameOrId)
  requireMay(principal, 'push:approve', environment.id)
  const pullRequest = pullRequestOf(delivery)
  checkEnvironment(environment, delivery, pullRequest)
  const decidedBy = labelOf(principal)
  const enqueued = await deps.store.$transaction(async (transaction) => {
    await lockSource(transaction, delivery.sourceId)
    const commit = pullRequest.headCommit
    const written = await writeOperation(transaction, {
      kind: 'deploy',
      environmentId: environment.id,
      hostId: environment.hostId,
      trigger: decidedBy,
      orderedBy: orderedByOf(principal),
      input: {
        reference: commit,
        fetchRef: pullRequest.fetchRef,
        pullRequest: { source: delivery.source.name, number: pullRequest.number, deliveryId: delivery.id },
      },
    })
    const outcome = `${delivery.outcome} ${decidedBy} approved commit ${commit.slice(0, 10)} for ${environment.name}.`
    const { count } = await transaction.delivery.updateMany({
      where: { id: delivery.id, state: 'waiting' },
      data: {
        state: 'approved',
        outcome,
        decidedBy,
        decidedAt: new Date(),
        operationIds: { push: written.operation.id },
      },
    })
    if (count === 0) throw notWaiting(delivery)
    const detail = {
      source: delivery.source.name,
      delivery: delivery.id,
      pullRequest: pullRequest.number,
      headRepository: pullRequest.headRepository,
      commit,
      operation: written.operation.id,
    }
    await audit(transaction, principal, 'push.approve', environment.name, detail, { environmentId: environment.id })
    return written
  })
  await announceOperation(deps, enqueued)
  return findOperation(deps, enqueued.operation.id)
}

function pullRequestOf(delivery: Delivery): ToldPullRequest {
  const event = storedEvent(delivery)
  if (event.kind !== 'pull-request' || delivery.state !== 'waiting') throw notWaiting(delivery)
  return event.pullRequest
}

const notWaiting = ({ state, outcome }: Delivery): CodedError =>
  new CodedError('delivery-not-waiting', `The delivery is ${state}: ${outcome}`)

function checkEnvironment(environment: EnvironmentRow, delivery: Delivery, { fork }: ToldPullRequest): void {
  if (environment.sourceId !== delivery.sourceId)
    throw refused(
      `${environment.name} is an environment of the source ${environment.source.name}.`,
      'Name one of the delivery’s source.',
    )
  const { kind } = parseSpecification(environment.specification)
  if (fork && kind !== 'preview')
    throw refused(
      `${environment.name} is of kind ${kind}: code of a fork would reach its data and secrets.`,
      'Create an environment of kind preview, which has secrets and data of its own, and approve for that.',
    )
}

const refused = (detail: string, cure: string): CodedError =>
  new CodedError('invalid-request', detail, { cure, errors: [{ path: 'environment', message: detail }] })
