import type { Delivery, Source } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import type { UseCaseContext } from '../context.ts'
import { byNameOrId } from '../environments/load.ts'
import { knownTo } from './known-to.ts'
import { presentDeliveryDetail } from './present.ts'

/** One delivery of a source with what came. Throws `not-found`. */
export async function findDelivery(context: UseCaseContext, sourceNameOrId: string, id: string) {
  const row = await loadDelivery(context.deps, sourceNameOrId, id)
  const known = await knownTo(context, row.sourceId, [row])
  return presentDeliveryDetail(known(row))
}

/** A delivery of this very source. Throws `not-found`. */
export async function loadDelivery(
  deps: Pick<Deps, 'store'>,
  sourceNameOrId: string,
  id: string,
): Promise<Delivery & { source: Source }> {
  const row = await deps.store.delivery.findFirst({
    where: { id, source: byNameOrId(sourceNameOrId) },
    include: { source: true },
  })
  if (row !== null) return row
  throw new CodedError('not-found', `${sourceNameOrId} has no delivery ${id}.`, {
    cure: `GET /api/v1/sources/${sourceNameOrId}/deliveries lists those that are kept.`,
  })
}
