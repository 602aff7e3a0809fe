import { expect, it } from 'vitest'
import { sumUsage, UsageMemory, usageBetween } from './rates.ts'

const look = (atMs: number, cpuSeconds: number, memoryBytes = 100) => ({ atMs, cpuSeconds, memoryBytes })

it('rates are differences of counters over the time between', () => {
  const before = { atMs: 0, cpuSeconds: 10, receivedBytes: 1_000, readBytes: 0 }
  const now = { atMs: 60_000, cpuSeconds: 40, receivedBytes: 61_000, readBytes: 600, memoryBytes: 5 }
  expect(usageBetween(before, now)).toEqual({
    cpuCores: 0.5,
    memoryBytes: 5,
    receivedBytes: 1_000,
    sentBytes: null,
    readBytes: 10,
    writtenBytes: null,
  })
})

it('a counter that went back has begun anew', () => {
  expect(usageBetween(look(0, 500), look(60_000, 6)).cpuCores).toBeCloseTo(0.1)
})

it('at the first look only what needs no look before is known', () => {
  const memory = new UsageMemory()
  const first = memory.next(new Map([['a', look(0, 500)]]))
  expect(first.get('a')).toMatchObject({ cpuCores: null, memoryBytes: 100 })
  const second = memory.next(
    new Map([
      ['a', look(60_000, 530)],
      ['b', look(60_000, 3)],
    ]),
  )
  expect(second.get('a')?.cpuCores).toBeCloseTo(0.5)
  expect(second.get('b')?.cpuCores).toBeCloseTo(0.05)
})

it('a container that could not be seen for a moment has not begun anew', () => {
  const memory = new UsageMemory()
  memory.next(
    new Map([
      ['a', look(0, 500)],
      ['b', look(0, 1)],
    ]),
  )
  memory.next(new Map([['b', look(60_000, 2)]]))
  memory.next(new Map())
  const back = memory.next(new Map([['a', look(120_000, 512)]]))
  expect(back.get('a')?.cpuCores).toBeCloseTo(0.1)
})

it('containers of one service count together, and what is not known of one does not hide the other', () => {
  const known = usageBetween(look(0, 0), look(1_000, 0.5))
  const fresh = usageBetween(undefined, look(1_000, 0.5, 50))
  expect(sumUsage([known, fresh])).toMatchObject({ cpuCores: 0.5, memoryBytes: 150, sentBytes: null })
  expect(sumUsage([])).toMatchObject({ cpuCores: null, memoryBytes: null })
})
