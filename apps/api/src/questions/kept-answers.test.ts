import { expect, test, vi } from 'vitest'
import { KeptAnswers } from './kept-answers.ts'

test('many who ask cause one call, also while it runs; it is asked again when its time is over', async () => {
  vi.useFakeTimers()
  try {
    const kept = new KeptAnswers<number>({ keptMs: 1_000, countMax: 10 })
    let calls = 0
    const find = async () => (calls += 1)
    expect(await Promise.all([kept.get('a', find), kept.get('a', find)])).toEqual([1, 1])
    vi.advanceTimersByTime(999)
    expect(await kept.get('a', find)).toBe(1)
    vi.advanceTimersByTime(1)
    expect(await kept.get('a', find)).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})

test('a failure is not kept, and no more answers than allowed are', async () => {
  const kept = new KeptAnswers<string>({ keptMs: 60_000, countMax: 2 })
  await expect(kept.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await kept.get('a', async () => 'back')).toBe('back')
  await kept.get('b', async () => 'b')
  await kept.get('c', async () => 'c')
  expect(await kept.get('a', async () => 'asked again')).toBe('asked again')
})
