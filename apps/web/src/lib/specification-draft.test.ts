import { storedSpecification } from '@fun/compose-model/specification'
import { expect, test } from 'vitest'
import { differencesOf } from './attribute-diff.ts'
import { type Draft, mergeDrafts, problemsOf } from './specification-draft.ts'

const draft = (specification: Record<string, unknown> = {}, reference = 'main'): Draft => ({
  reference,
  autoDeploy: true,
  specification: storedSpecification.parse({ kind: 'production', ...specification }),
})

test('a merge keeps theirs where I changed nothing, and mine where I did', () => {
  const base = draft({ platformName: 'A', lms: { port: 8073 } })
  const mine = draft({ platformName: 'Mine', lms: { port: 8073 } })
  const theirs = draft({ platformName: 'Theirs', lms: { port: 9073 } }, 'release')
  const merged = mergeDrafts(base, mine, theirs)
  expect(merged.reference).toBe('release')
  expect(merged.specification.platformName).toBe('Mine')
  expect(merged.specification.lms.port).toBe(9073)
})

test('a merge with nobody is what I wrote', () => {
  const base = draft()
  const mine = draft({ settings: { lms: { A: [1, 2] }, cms: {} } })
  expect(differencesOf(mergeDrafts(base, mine, base), mine)).toEqual([])
})

test('what is wrong is told by its field', () => {
  expect([...problemsOf(draft()).keys()]).toEqual([])
  const wrong = draft()
  wrong.specification.lms.port = 70_000
  expect([...problemsOf({ ...wrong, reference: ' ' }).keys()]).toEqual(['reference', 'lms.port'])
})
