import { expect, test } from 'vitest'
import { orderReferences } from './references.ts'

const commit = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2'
const remote = {
  heads: new Map(
    ['heads/zeta', 'heads/main', 'heads/release/teak', 'tags/v2', 'tags/v10', 'tags/teak.1'].map((ref) => [
      `refs/${ref}`,
      commit,
    ]),
  ),
  defaultRef: 'refs/heads/main',
}
const names = (search: string) => orderReferences(remote, search).map(({ name }) => name)

test('the default branch comes first, then branches by name, then tags, newest number first', () => {
  expect(names('')).toEqual(['main', 'release/teak', 'zeta', 'v10', 'v2', 'teak.1'])
  expect(orderReferences(remote, '')[0]).toEqual({ kind: 'branch', name: 'main', commit, isDefault: true })
})

test('a search finds parts in any case, and what is called exactly so first', () => {
  expect(names('TEAK')).toEqual(['release/teak', 'teak.1'])
  expect(names(' v2 ')).toEqual(['v2'])
  expect(names('zeta')).toEqual(['zeta'])
  expect(names('absent')).toEqual([])
})
