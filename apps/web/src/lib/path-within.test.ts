import { expect, it } from 'vitest'
import { pathWithin } from './path-within.ts'

it('keeps a path of the portal, with its query', () => {
  expect(pathWithin('/environments/demo?tab=logs')).toBe('/environments/demo?tab=logs')
})

it.each([
  ['https://evil.example'],
  ['//evil.example'],
  ['/\\evil.example'],
  // Browsers take tabs and line breaks out of an address before they read it.
  ['/\t/evil.example'],
  ['/\n\\evil.example'],
  ['javascript:alert(1)'],
  ['/.//evil.example'],
  ['/a/..//evil.example'],
  [undefined],
  [['/one', '/two']],
])('leads home instead of to %j', (to) => {
  expect(pathWithin(to)).toBe('/')
})
