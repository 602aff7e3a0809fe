import { expect, test } from 'vitest'
import { inlineParts } from './inline-markdown.ts'

test('code is told from text, links and emphasis keep their words', () => {
  expect(inlineParts('`/metrics` for **Prometheus** ([operating.md](docs/operating.md)), `a_b`')).toEqual([
    { kind: 'code', text: '/metrics' },
    { kind: 'text', text: ' for Prometheus (operating.md), ' },
    { kind: 'code', text: 'a_b' },
  ])
})

test('what is no Markdown stays as it is', () => {
  expect(inlineParts('<b>2 * 3</b> ` and [x]')).toEqual([{ kind: 'text', text: '<b>2 * 3</b> ` and [x]' }])
})
