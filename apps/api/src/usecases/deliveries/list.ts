import type { DeliveryState } from '@fun/contract/resources'
import type { UseCaseContext } from '../context.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { findSource } from '../sources/list.ts'
import { knownTo } from './known-to.ts'
import { presentDelivery } from './present.ts'

/** Genuine deliveries of a source, newest first, with what came of each; of one state where asked. Throws `not-found`. */
export async function listDeliveries(
  context: UseCaseContext,
  nameOrId: string,
  { state, ...page }: PageRequest & { state?: DeliveryState | undefined },
) {
  const { deps } = context
  const { id } = await findSource(deps, nameOrId)
  const where = { sourceId: id, ...(state === undefined ? {} : { state }) }
  const rows = await deps.store.delivery.findMany({ where, ...pageArguments(page) })
  const known = await knownTo(context, id, rows)
  return toPage(rows, page, (row) => presentDelivery(known(row)))
}
