import { auditFilter } from '@fun/contract/audit'
import { expect, test } from 'vitest'
import { auditQuery, everything } from './audit-filter.ts'

test('nothing chosen asks for everything', () => {
  expect(String(auditQuery(everything))).toBe('')
})

test('what is chosen is what the contract takes, and the last day counts whole', () => {
  const query = auditQuery({
    ...everything,
    principal: ' user:ada@example.org ',
    action: 'environment.',
    result: 'refused',
    fromDay: '2026-11-24',
    toDay: '2026-11-24',
  })
  const parsed = auditFilter.parse(Object.fromEntries(query))
  expect(parsed).toMatchObject({ principal: 'user:ada@example.org', action: 'environment.', result: 'refused' })
  expect(Date.parse(parsed.to ?? '') - Date.parse(parsed.from ?? '')).toBe(24 * 3_600_000)
  expect(new Date(parsed.from ?? '').getDate()).toBe(24)
})

test('the last day of a month is followed by the next month, and a day that is not typed whole is left out', () => {
  const next = new Date(auditQuery({ ...everything, toDay: '2026-11-30' }).get('to') ?? '')
  expect([next.getMonth(), next.getDate()]).toEqual([11, 1])
  expect(String(auditQuery({ ...everything, fromDay: '2026-1' }))).toBe('')
})
