import type { DeliveryState } from '@fun/contract/resources'
import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { findSource } from '../sources/list.ts'
import { presentDelivery } from './present.ts'

/** Genuine deliveries of a source, newest first, with what came of each; of one state where asked. Throws `not-found`. */
export async function listDeliveries(
  deps: Deps,
  nameOrId: string,
  { state, ...page }: PageRequest & { state?: DeliveryState | undefined },
) {
  const { id } = await findSource(deps, nameOrId)
  const where = { sourceId: id, ...(state === undefined ? {} : { state }) }
  const rows = await deps.store.delivery.findMany({ where, ...pageArguments(page) })
  return toPage(rows, page, presentDelivery)
}
