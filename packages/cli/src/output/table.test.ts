import { expect, test } from 'vitest'
import { cut, facts, table } from './table.ts'

const columns = [
  { heading: 'name', value: (row: { name: string; state: string }) => row.name },
  { heading: 'state', value: (row: { name: string; state: string }) => row.state },
]

test('a table has headings, aligned columns and no space at the end of a line', () => {
  const rows = [
    { name: 'démo', state: 'healthy' },
    { name: 'staging', state: '' },
  ]
  expect(table(columns, rows)).toEqual(['NAME      STATE', 'démo      healthy', 'staging'])
})

test('a table is cut where the terminal ends, and only there', () => {
  const rows = [{ name: 'demo', state: 'x'.repeat(40) }]
  expect(table(columns, rows, 20)[1]).toBe(`demo   ${'x'.repeat(12)}…`)
  expect(table(columns, rows)[1]).toHaveLength(47)
})

test('facts leave out what is not known', () => {
  expect(
    facts([
      ['kind', 'production'],
      ['release', null],
      ['commit', ''],
    ]),
  ).toEqual(['kind   production'])
})

test('a text that fits is not cut', () => expect([cut('abc', 3), cut('abcd', 3)]).toEqual(['abc', 'ab…']))
