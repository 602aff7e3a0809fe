import { type Action, meaningOf, type Role, roleMeanings } from '@fun/contract/policy'
import type { Locale } from '#lib/preferences.ts'
import { frenchMeanings, frenchRoleMeanings } from './fr/policy.ts'

/** What an action lets somebody do, completing "may …"; the contract's own sentence in English. Loaded by the pages that show the table only. */
export const actionMeaning = (action: Action, locale: Locale): string =>
  locale === 'fr' ? frenchMeanings[action] : meaningOf(action)

/** What a role is for. */
export const roleMeaning = (role: Role, locale: Locale): string =>
  locale === 'fr' ? frenchRoleMeanings[role] : roleMeanings[role]
