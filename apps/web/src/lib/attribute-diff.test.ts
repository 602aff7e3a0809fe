import { expect, test } from 'vitest'
import { compareAttributes, differencesOf, shownValue } from './attribute-diff.ts'

test('two specifications differ attribute by attribute, also where one has none', () => {
  const before = { lms: { port: 8073, host: 'a' }, workers: { lms: 1 } }
  const after = { lms: { port: 9073, host: 'a' }, settings: { lms: { FEATURES: ['x'] } } }
  expect(differencesOf(before, after)).toEqual([
    { path: 'lms.port', before: '8073', after: '9073' },
    { path: 'workers.lms', before: '1', after: null },
    { path: 'settings.lms.FEATURES', before: null, after: '["x"]' },
  ])
  expect(differencesOf(after, after)).toEqual([])
  expect(compareAttributes(before, before)).toHaveLength(3)
})

test('the value of something named like a secret is never shown', () => {
  expect(shownValue({ path: 'settings.lms.EMAIL_PASSWORD' }, 'hunter2')).toBe('••••••')
  expect(shownValue({ path: 'settings.lms.API_KEY' }, 'x')).toBe('••••••')
  expect(shownValue({ path: 'mysql.passwordSecret' }, 'MYSQL_PASSWORD')).toBe('MYSQL_PASSWORD')
  expect(shownValue({ path: 'lms.port' }, '8073')).toBe('8073')
})
