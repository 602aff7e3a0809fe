import { expect, test } from 'vitest'
import { searchCommands } from './command-search.ts'

const entries = [
  { name: 'Environments' },
  { name: 'Déployer staging' },
  { name: 'Déployer prod', words: 'deploy' },
  { name: 'staging' },
  { name: 'Restart staging' },
]
const names = (text: string, countMax = 10) => searchCommands(entries, text, countMax).map((each) => each.name)

test('every word has to occur, in any order, without case and accents', () => {
  expect(names('STAGING deploy')).toEqual(['Déployer staging'])
  expect(names('deploy prod')).toEqual(['Déployer prod'])
  expect(names('nothing')).toEqual([])
})

test('a name that begins with the text comes before one that only contains it', () => {
  expect(names('staging')).toEqual(['staging', 'Déployer staging', 'Restart staging'])
})

test('without a word the first entries are offered, never more than asked for', () => {
  expect(names('', 2)).toEqual(['Environments', 'Déployer staging'])
  expect(names('e', 1)).toHaveLength(1)
})
