import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseChangelog } from './changelog.ts'

test('versions, groups and items are read in their order, an item over several lines as one', () => {
  const text = `# Changelog

Words before.

## [1.1.0](https://example.org) - 2026-12-01

### Added

- one
  and its second line
- two

## 1.0.0

### Fixed

- three
`
  expect(parseChangelog(text)).toEqual([
    {
      version: '1.1.0 - 2026-12-01',
      groups: [{ title: 'Added', items: ['one and its second line', 'two'] }],
    },
    { version: '1.0.0', groups: [{ title: 'Fixed', items: ['three'] }] },
  ])
})

test('this project’s own changelog is read whole', () => {
  const text = readFileSync(new URL('../../../../../CHANGELOG.md', import.meta.url), 'utf8')
  const items = parseChangelog(text).flatMap(({ groups }) => groups.flatMap((group) => group.items))
  expect(items.length).toBe(text.match(/^- /gm)?.length)
  expect(items.length).toBeGreaterThan(10)
})
