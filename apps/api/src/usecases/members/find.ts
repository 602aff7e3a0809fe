import type { Member } from '@fun/contract/access'
import type { StoreTransaction } from '../../adapters/store/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { memberInclude, presentMember } from './present.ts'

/** Everybody who may sign in, or could before they were disabled; newest first. */
export async function listMembers(deps: Deps, page: PageRequest) {
  const rows = await deps.store.user.findMany({ include: memberInclude, ...pageArguments(page) })
  return toPage(rows, page, presentMember)
}

/** One member. Throws `not-found`. */
export async function findMember(store: Pick<StoreTransaction, 'user'>, id: string): Promise<Member> {
  const row = await store.user.findUnique({ where: { id }, include: memberInclude })
  if (row === null) throw new CodedError('not-found', `There is no member ${id}.`)
  return presentMember(row)
}
