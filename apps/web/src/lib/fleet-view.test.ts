import { environment } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import { selectFleet, viewFromQuery, viewToQuery, wholeFleet } from './fleet-view.ts'

const one = (name: string, health: string, kind = 'production', servedAt: string | null = null) =>
  environment.parse({
    id: crypto.randomUUID(),
    name,
    kind,
    release: null,
    reference: 'main',
    source: { id: crypto.randomUUID(), name: 'platform', url: 'https://git.example.org/p.git' },
    host: { id: crypto.randomUUID(), name: 'local' },
    specification: { kind },
    workingTree: null,
    autoDeploy: true,
    health,
    services: [],
    observedAt: null,
    serving:
      servedAt === null
        ? null
        : { revisionId: crypto.randomUUID(), number: 1, commit: 'abcdef1234', commitSubject: 'Été', servedAt },
    heldCommit: null,
    urls: [],
    currentOperation: null,
    lastOperation: null,
    createdAt: '2026-11-25T00:00:00.000Z',
  })

const all = [
  one('staging', 'healthy', 'production', '2026-11-25T01:00:00.000Z'),
  one('preview-7', 'failed', 'preview'),
  one('dev', 'degraded', 'development', '2026-11-25T02:00:00.000Z'),
]
const names = (view: Partial<typeof wholeFleet>) =>
  selectFleet(all, { ...wholeFleet, ...view }).map((each) => each.name)

test('filters hold together, and text is found in what is served too', () => {
  expect(names({ health: 'troubled' })).toEqual(['dev', 'preview-7'])
  expect(names({ health: 'troubled', kind: 'preview' })).toEqual(['preview-7'])
  expect(names({ text: 'ete abcdef' })).toEqual(['dev', 'staging'])
  expect(names({ text: 'nowhere' })).toEqual([])
})

test('what needs a person comes first by health, the newest first by deployment', () => {
  expect(names({ sort: 'health' })).toEqual(['preview-7', 'dev', 'staging'])
  expect(names({ sort: 'deployed' })).toEqual(['dev', 'staging', 'preview-7'])
  expect(names({ sort: 'name', descending: true })).toEqual(['staging', 'preview-7', 'dev'])
})

test('an address brings back its view, and nonsense brings the whole fleet', () => {
  const view = { text: 'a b', health: 'troubled', kind: 'preview', sort: 'deployed', descending: true } as const
  expect(viewFromQuery(viewToQuery(view))).toEqual(view)
  expect(viewToQuery(wholeFleet)).toBe('')
  expect(viewFromQuery('health=x&sort=-y&kind=z')).toEqual({ ...wholeFleet, descending: true })
})
