import { terminalInputLengthMax } from '@fun/contract/terminal'
import { expect, it } from 'vitest'
import { partsOf } from './terminal-connection.ts'

it('a long paste is sent whole, in parts that the contract allows, and no character is cut', () => {
  for (const text of ['', 'ls\n', '😀'.repeat(terminalInputLengthMax), `a${'😀'.repeat(terminalInputLengthMax)}`]) {
    const parts = partsOf(text)
    expect(parts.join('')).toBe(text)
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(terminalInputLengthMax)
      expect(part.isWellFormed()).toBe(true)
    }
  }
})
