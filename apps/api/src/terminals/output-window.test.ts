import { describe, expect, it } from 'vitest'
import { OutputWindow } from './output-window.ts'

const windowOf = (bytesMax: number, ...texts: string[]) => {
  const window = new OutputWindow(bytesMax)
  for (const text of texts) window.append(Buffer.from(text))
  return window
}

describe('the window of output', () => {
  it('keeps the last bytes and their numbers, however they came', () => {
    for (const texts of [['abcdef', 'ghij'], ['abcdefghij'], [...'abcdefghij'], ['', 'abc', 'defghij']]) {
      const window = windowOf(4, ...texts)
      expect([window.start, window.end, window.read(0, 100).toString()], texts.join('|')).toEqual([6, 10, 'ghij'])
    }
  })

  it('is read from any offset on, as much as is asked', () => {
    const window = windowOf(100, 'abc', 'def', 'ghi')
    expect(window.read(2, 3).toString()).toBe('cde')
    expect(window.read(4, 100).toString()).toBe('efghi')
    expect(window.read(9, 100).toString()).toBe('')
    expect(window.read(20, 100).toString()).toBe('')
    expect(window.read(0, 0).toString()).toBe('')
  })
})
