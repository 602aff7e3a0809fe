import { health, operationKind, operationState, stepState } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import { healthWords, isFinal, kindWords, operationWords, stepWords } from './status-words.ts'

test('every state of the contract has a word, a mark and a tone', () => {
  expect(Object.keys(operationWords).sort()).toEqual([...operationState.options].sort())
  expect(Object.keys(healthWords).sort()).toEqual([...health.options].sort())
  expect(Object.keys(stepWords).sort()).toEqual([...stepState.options].sort())
  expect(Object.keys(kindWords).sort()).toEqual([...operationKind.options].sort())
})

test('within a table, no two states look and read the same', () => {
  for (const table of [operationWords, healthWords, stepWords]) {
    const shown = Object.values(table).map((each) => `${each.word} ${each.mark}`)
    expect(new Set(shown).size).toBe(shown.length)
  }
})

test('an operation that is being cancelled is not over', () => {
  expect(isFinal('cancelling')).toBe(false)
  expect(isFinal('superseded')).toBe(true)
})
