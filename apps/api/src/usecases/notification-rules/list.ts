import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { type PageRequest, pageArguments, toPage } from '../pagination.ts'
import { presentRule, ruleInclude } from './present.ts'

/** Rules, newest first. */
export async function listRules(deps: Deps, page: PageRequest) {
  const rows = await deps.store.notificationRule.findMany({ include: ruleInclude, ...pageArguments(page) })
  return toPage(rows, page, presentRule)
}

/** One rule. Throws `not-found`. */
export async function findRule(deps: Deps, id: string) {
  const row = await deps.store.notificationRule.findUnique({ where: { id }, include: ruleInclude })
  if (row === null) throw new CodedError('not-found', `There is no notification rule ${id}.`)
  return presentRule(row)
}
