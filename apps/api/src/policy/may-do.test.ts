import { actions, type Role, withImplied } from '@fun/contract/policy'
import { describe, expect, it } from 'vitest'
import { environmentsOf, mayDo, mayDoSomewhere } from './may-do.ts'
import type { Principal, TokenLimits } from './principal.ts'

const here = '00000000-0000-7000-8000-000000000001'
const there = '00000000-0000-7000-8000-000000000002'
const who = (
  installation: Role | null,
  environments: Record<string, Role> = {},
  limits: TokenLimits | null = null,
): Principal => ({
  kind: 'token',
  id: here,
  name: 'test',
  userId: here,
  serviceAccountId: null,
  sessionId: null,
  grants: { installation, environments },
  limits,
})
const only = (...environmentIds: string[]): TokenLimits => ({ actions: null, environmentIds: new Set(environmentIds) })

describe('mayDo', () => {
  it('lets an owner do everything, and nobody anything without a credential', () => {
    for (const action of actions) {
      expect(mayDo(who('owner'), action), action).toBe(true)
      expect(mayDo(who('owner'), action, here), action).toBe(true)
      expect(mayDo(null, action), action).toBe(false)
    }
  })

  it('keeps a role on one environment to that environment', () => {
    const operator = who(null, { [here]: 'operator' })
    expect(mayDo(operator, 'environment:operate', here)).toBe(true)
    expect(mayDo(operator, 'environment:operate', there)).toBe(false)
    expect(mayDo(operator, 'environment:operate')).toBe(false)
    expect(mayDo(operator, 'host:read')).toBe(false)
    expect(mayDo(operator, 'environment:destroy', here)).toBe(false)
    expect(environmentsOf(operator, 'environment:read')).toEqual([here])
    expect(mayDoSomewhere(operator, 'environment:destroy')).toBe(false)
  })

  it('adds a role on an environment to a lesser one on the installation', () => {
    const principal = who('viewer', { [here]: 'developer' })
    expect(mayDo(principal, 'environment:deploy', here)).toBe(true)
    expect(mayDo(principal, 'environment:deploy', there)).toBe(false)
    expect(mayDo(principal, 'environment:read', there)).toBe(true)
    expect(environmentsOf(principal, 'environment:read')).toBe('all')
    expect(environmentsOf(principal, 'environment:deploy')).toEqual([here])
  })

  it('keeps a token for environments away from the others and from the installation, also an owner’s', () => {
    const principal = who('owner', {}, only(here))
    expect(mayDo(principal, 'environment:destroy', here)).toBe(true)
    expect(mayDo(principal, 'environment:read', there)).toBe(false)
    expect(mayDo(principal, 'environment:create')).toBe(false)
    expect(mayDo(principal, 'settings:write')).toBe(false)
    expect(environmentsOf(principal, 'environment:read')).toEqual([here])
  })

  it('gives a token what comes with its actions, and never more than its owner has', () => {
    const limits = { actions: withImplied(['environment:deploy', 'environment:destroy']), environmentIds: null }
    const principal = who('developer', {}, limits)
    expect(mayDo(principal, 'environment:deploy', here)).toBe(true)
    expect(mayDo(principal, 'operation:read', here)).toBe(true)
    expect(mayDo(principal, 'log:read', here)).toBe(false)
    expect(mayDo(principal, 'environment:destroy', here)).toBe(false)
    expect(mayDo(principal, 'token:own')).toBe(false)
  })

  it('of a token whose actions are no longer known allows nothing', () => {
    const principal = who('owner', {}, { actions: new Set(), environmentIds: null })
    for (const action of actions) expect(mayDoSomewhere(principal, action), action).toBe(false)
  })
})
