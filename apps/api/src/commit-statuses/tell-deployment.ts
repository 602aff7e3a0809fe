import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { DeploymentReport, StatusAddress, StatusHost } from '../git-hosts/statuses/status-host.ts'
import { type Sent, sendStatus } from './send.ts'

const made = z.object({ id: z.union([z.int(), z.string().min(1).max(64)]) })

export interface ToldDeployment {
  operationId: string
  /** As the host named it before; null: it has heard of none. */
  deploymentId: string | null
  host: StatusHost
  where: StatusAddress & { commit: string }
  report: DeploymentReport
}

/**
 * Tells a host that shows environments of a deployment: makes it the first time, and says how it stands. Its name at the host is kept at once, so that a
 * worker that dies makes no second one. Never rejects but when the worker stops.
 */
export async function tellDeployment(
  { store, outgoing }: Pick<Deps, 'store' | 'outgoing'>,
  { operationId, deploymentId, host, where, report }: ToldDeployment,
  signal: AbortSignal,
): Promise<Sent> {
  if (host.deployments === undefined) return { kind: 'told', text: '' }
  let known = deploymentId ?? undefined
  if (known === undefined) {
    const sent = await sendStatus(outgoing, host, host.deployments.create(where, report), signal)
    if (sent.kind !== 'told') return sent
    known = idIn(sent.text)
    if (known === undefined)
      return { kind: 'refused', detail: 'The git host made a deployment and did not say its id.' }
    await store.commitStatus.updateMany({ where: { operationId }, data: { deploymentId: known } })
  }
  return sendStatus(outgoing, host, host.deployments.update({ ...where, deploymentId: known }, report), signal)
}

function idIn(text: string): string | undefined {
  try {
    return String(made.parse(JSON.parse(text)).id)
  } catch {
    return undefined
  }
}
