import { expect, it } from 'vitest'
import { dependencyOrder } from './dependency-order.ts'
import { durationMs, graceSeconds } from './durations.ts'
import { explainChange } from './explain-change.ts'
import { labels } from './labels.ts'
import { interpolate, placeholderNames } from './placeholders.ts'
import { applyRoutes } from './routes.ts'

it('a Compose duration is read in milliseconds', () => {
  expect(['1m30s', '250ms', '2h'].map(durationMs)).toEqual([90_000, 250, 7_200_000])
  expect(() => durationMs('soon')).toThrow(RangeError)
  expect(graceSeconds(undefined)).toBe(10)
})

it('secrets replace placeholders once, and an escaped dollar stays a dollar', () => {
  expect(interpolate('a ${X} $${X} $$', { X: '${Y}' })).toBe('a ${Y} ${X} $')
  expect(placeholderNames({ a: ['${B}', '$${C}'], d: '${A}' })).toEqual(['A', 'B'])
  expect(() => interpolate('${X}', {})).toThrow('no value is set for the secret X')
})

it('routes replace only whole upstreams', () => {
  const text = 'http://lms:8000 http://x.lms:8000 cms:8000 lms-worker:8000'
  expect(applyRoutes(text, { lms: 'demo-lms-2' })).toBe(
    'http://demo-lms-2:8000 http://x.lms:8000 cms:8000 lms-worker:8000',
  )
})

it('a change is explained attribute by attribute', () => {
  const before = { [labels.serviceDefinition]: '{"command":["a"],"environment":{"X":"1","Z":"1"}}' }
  const service = { image: 'i:1', command: ['b'], environment: { X: '2', Y: '1', Z: '1' } }
  expect(explainChange(before, service, {})).toEqual([
    'command ["a"] → ["b"]',
    'environment.X "1" → "2"',
    'environment.Y none → "1"',
  ])
})

it('a dependency cycle is named', () => {
  expect(() =>
    dependencyOrder(
      new Map([
        ['a', ['b']],
        ['b', ['a']],
      ]),
    ),
  ).toThrow('a → b → a')
})
