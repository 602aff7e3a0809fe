import { delivery } from '@fun/contract/resources'
import type { z } from 'zod'
import type { Delivery } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { findSource } from './list.ts'

/** Signed deliveries of a source, newest first, with what came of each. Throws `not-found`. */
export async function listDeliveries(deps: Deps, nameOrId: string, page: PageRequest) {
  const { id } = await findSource(deps, nameOrId)
  const rows = await deps.store.delivery.findMany({ where: { sourceId: id }, ...pageArguments(page) })
  return toPage(rows, page, presentDelivery)
}

function presentDelivery({ sourceId: _source, ...row }: Delivery): z.infer<typeof delivery> {
  return delivery.parse({ ...row, receivedAt: row.receivedAt.toISOString() })
}
