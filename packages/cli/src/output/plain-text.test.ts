import { expect, test } from 'vitest'
import { safeLine } from './plain-text.ts'

const esc = String.fromCharCode(27)
const bell = String.fromCharCode(7)

test('colours go, unless they are wanted, and then end with the line', () => {
  const line = `${esc}[1;31mred${esc}[0m and plain`
  expect(safeLine(line)).toBe('red and plain')
  expect(safeLine(line, true)).toBe(`${line}${esc}[0m`)
})

test('nothing that moves the cursor, sets the title or asks the terminal comes through, wanted colours or not', () => {
  const hostile = `a${esc}[2J${esc}]0;title${bell}${esc}]52;c;c2VjcmV0${esc}\\${esc}[6n${esc}P${bell}b`
  expect(safeLine(hostile)).toBe('ab')
  expect(safeLine(hostile, true)).toBe('ab')
  expect(safeLine(`cut off ${esc}`)).toBe('cut off ')
  expect(safeLine(`${String.fromCharCode(0x9b)}2J`)).toBe('2J')
})

test('a bar that is drawn over itself is its last state', () => {
  expect(safeLine('10 %\r55 %\r100 %\r\n')).toBe('100 %')
})

test('a tab stays', () => expect(safeLine('a\tb')).toBe('a\tb'))
