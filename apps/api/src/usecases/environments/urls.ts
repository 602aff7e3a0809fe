import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { Environment } from '@fun/contract/resources'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import { renderInputOf } from './render-input.ts'

type Urls = Environment['urls']

const urlsMax = 10_000
const known = new Map<string, Urls>()
const keyOf = ({ id, servedAt }: { id: string; servedAt: Date | null }): string =>
  `${id} ${servedAt?.toISOString() ?? ''}`

/**
 * URLs of serving revisions, by revision id. What a revision was rendered from is large and does not change, and lists and streams ask for every
 * environment again and again: only what is not known yet is read and rendered.
 */
export async function readUrls(
  store: Pick<StoreTransaction, 'revision'>,
  serving: Array<{ id: string; servedAt: Date | null }>,
): Promise<Map<string, Urls>> {
  const missing = serving.filter((each) => !known.has(keyOf(each))).map(({ id }) => id)
  if (missing.length > 0) {
    const select = { id: true, servedAt: true, renderInput: true }
    if (known.size + missing.length > urlsMax) known.clear()
    for (const row of await store.revision.findMany({ where: { id: { in: missing } }, select }))
      known.set(keyOf(row), renderEnvironment(renderInputOf(row.renderInput)).urls)
  }
  return new Map(serving.map((each) => [each.id, known.get(keyOf(each)) ?? []]))
}
