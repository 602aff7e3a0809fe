import type { Delivery, Source } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { byNameOrId } from '../environments/load.ts'
import { presentDeliveryDetail } from './present.ts'

/** One delivery of a source with what came. Throws `not-found`. */
export async function findDelivery(deps: Deps, sourceNameOrId: string, id: string) {
  return presentDeliveryDetail(await loadDelivery(deps, sourceNameOrId, id))
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
