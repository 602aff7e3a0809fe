import { describe, expect, it } from 'vitest'
import {
  actions,
  impliedBy,
  meaningOf,
  policyTable,
  roleMay,
  roles,
  rolesThatMay,
  scopeOf,
  withImplied,
} from './policy.ts'

describe('the policy table', () => {
  it('gives every mightier role all that a lesser one has', () => {
    for (const action of actions) {
      const may = roles.map((role) => roleMay(role, action))
      expect(may, action).toEqual([...may].sort((one, other) => Number(other) - Number(one)))
      expect(may[0], `an owner may ${action}`).toBe(true)
    }
  })

  it('implies only actions that exist, and that whoever has the one has too', () => {
    for (const action of actions) {
      const rule: { lets: string; implies?: readonly string[] } = policyTable[action]
      expect(impliedBy(action)).toEqual(rule.implies ?? [])
      for (const more of withImplied([action]))
        for (const role of rolesThatMay(action)) expect(roleMay(role, more), `${role}: ${action} → ${more}`).toBe(true)
    }
  })

  it('says what each action lets somebody do, once', () => {
    const sentences = actions.map(meaningOf)
    expect(new Set(sentences).size).toBe(actions.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[a-z].*[^.]$/)
  })

  it('says that a shell reads secrets', () => {
    for (const action of ['environment:manage', 'environment:terminal'] as const) {
      expect(withImplied([action])).toContain('secret:read')
      expect(meaningOf(action)).toContain('secrets')
    }
  })

  it('lets nothing but one’s own be done without a role', () => {
    for (const action of actions) if (scopeOf(action) === 'own') expect(rolesThatMay(action)).toEqual(roles)
  })
})
