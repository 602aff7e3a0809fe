import { expect, test } from 'vitest'
import { type Build, groupBuilds } from './build-groups.ts'

const build = (operationId: string, part: string): Build => ({
  id: `${operationId} ${part}`,
  sourceId: 'source',
  operationId,
  commit: 'c0ffee',
  part,
  key: 'key',
  reference: part,
  imageId: null,
  reused: false,
  startedAt: `${operationId} ${part}`,
  finishedAt: null,
})
const newestFirst = [build('2', 'code'), build('2', 'runtime'), build('1', 'code'), build('1', 'runtime')]

test('builds come by operation, their parts in the order in which they were begun', () => {
  const shown = groupBuilds(newestFirst, false).map(({ operationId, startedAt, parts }) => [
    operationId,
    startedAt,
    ...parts.map(({ part }) => part),
  ])
  expect(shown).toEqual([
    ['2', '2 runtime', 'runtime', 'code'],
    ['1', '1 runtime', 'runtime', 'code'],
  ])
})

test('an operation of which a page shows a part waits for the rest, unless nothing else is there', () => {
  expect(groupBuilds(newestFirst.slice(0, 3), true).map(({ operationId }) => operationId)).toEqual(['2'])
  expect(groupBuilds(newestFirst.slice(0, 1), true).map(({ operationId }) => operationId)).toEqual(['2'])
})
