import { oidcProvider } from '@fun/contract/accounts'
import { expect, test } from 'vitest'
import {
  draftOfProvider,
  emptyProvider,
  newProviderOf,
  problemsOfProvider,
  providerChangeOf,
  wantsSecret,
  withMapping,
} from './provider-draft.ts'

const company = oidcProvider.parse({
  id: crypto.randomUUID(),
  name: 'company',
  title: 'Company account',
  issuer: 'https://id.example.org/realms/staff',
  clientId: 'fun',
  hasClientSecret: true,
  scopes: ['openid', 'groups'],
  roleClaim: 'realm_access.roles',
  roleMap: [{ value: 'platform', role: 'operator' }],
  defaultRole: null,
  redirectUri: 'https://fun.example.org/api/v1/oidc/company/callback',
  createdAt: '2026-11-25T10:00:00.000Z',
})

test('a provider that is opened and saved stays as it was, and keeps its secret', () => {
  const { title, issuer, clientId, scopes, roleClaim, roleMap, defaultRole } = company
  expect(providerChangeOf(draftOfProvider(company))).toEqual({
    title,
    issuer,
    clientId,
    scopes,
    roleClaim,
    roleMap,
    defaultRole,
  })
})

test('a secret is sent when it was typed, and taken away when that was asked', () => {
  expect(providerChangeOf({ ...draftOfProvider(company), clientSecret: 'new' })).toMatchObject({ clientSecret: 'new' })
  expect(providerChangeOf({ ...draftOfProvider(company), withoutSecret: true })).toMatchObject({ clientSecret: null })
  expect(newProviderOf(emptyProvider)).toMatchObject({ clientSecret: null, roleClaim: null, defaultRole: null })
})

test('another issuer wants a secret of its own, or none', () => {
  const moved = { ...draftOfProvider(company), issuer: 'https://other.example.org' }
  expect(wantsSecret(draftOfProvider(company), company)).toBe(false)
  expect(wantsSecret(moved, company)).toBe(true)
  expect(wantsSecret({ ...moved, clientSecret: 'new' }, company)).toBe(false)
  expect(wantsSecret({ ...moved, withoutSecret: true }, company)).toBe(false)
  expect(wantsSecret(moved, { ...company, hasClientSecret: false })).toBe(false)
})

test('what does not fit is said at its field, and at its row of the role map', () => {
  const draft = withMapping({ ...draftOfProvider(company), name: 'Not A Name', issuer: 'id.example.org', title: ' ' })
  expect([...problemsOfProvider(draft).keys()].toSorted()).toEqual(['issuer', 'name', 'roleMap.1', 'title'])
  expect(draft.roleMap.map(({ key }) => key)).toEqual([0, 1])
  expect([...problemsOfProvider(draftOfProvider(company)).keys()]).toEqual([])
})
