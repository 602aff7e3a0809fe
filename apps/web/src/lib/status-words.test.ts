import { health, operationKind, operationState, stepState } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import { english } from '../messages/en.ts'
import { french } from '../messages/fr.ts'
import { healthLooks, isFinal, operationLooks, stepLooks } from './status-words.ts'

test.each([
  ['English', english.status],
  ['French', french.status],
])('every state of the contract has a word in %s, and no two of a table look and read the same', (_language, words) => {
  expect(Object.keys(words.operation).sort()).toEqual([...operationState.options].sort())
  expect(Object.keys(words.health).sort()).toEqual([...health.options].sort())
  expect(Object.keys(words.step).sort()).toEqual([...stepState.options].sort())
  expect(Object.keys(words.kind).sort()).toEqual([...operationKind.options].sort())
  expect(Object.keys(words.doing).sort()).toEqual([...operationKind.options].sort())
  for (const [looks, table] of [
    [operationLooks, words.operation],
    [healthLooks, words.health],
    [stepLooks, words.step],
  ] as const) {
    const named = new Map(Object.entries(table))
    const shown = Object.entries(looks).map(([state, look]) => `${named.get(state)} ${look.mark}`)
    expect(new Set(shown).size).toBe(shown.length)
  }
})

test('an operation that is being cancelled is not over', () => {
  expect(isFinal('cancelling')).toBe(false)
  expect(isFinal('superseded')).toBe(true)
})
