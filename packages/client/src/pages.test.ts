import { expect, test } from 'vitest'
import { allItems } from './pages.ts'

test('all pages are read, each when it is reached', async () => {
  const asked: Array<string | undefined> = []
  const items = allItems(async ({ cursor, limit }) => {
    asked.push(cursor)
    expect(limit).toBe(2)
    return cursor === undefined ? { items: [1, 2], nextCursor: 'b' } : { items: [3], nextCursor: null }
  }, 2)
  expect((await items.next()).value).toBe(1)
  expect(asked).toEqual([undefined])
  const rest: number[] = []
  for await (const each of items) rest.push(each)
  expect(rest).toEqual([2, 3])
  expect(asked).toEqual([undefined, 'b'])
})
