import { expect, test } from 'vitest'
import { ansiPieces, plainText } from './ansi.ts'

const esc = '\u001b'

test('lines read as a terminal would leave them', () => {
  expect(plainText(`${esc}[1;32mok${esc}[0m\t1`)).toBe('ok    1')
  expect(plainText('10 %\r55 %\r100 %\r')).toBe('100 %')
  expect(plainText(`${esc}]0;title\u0007text${esc}[2K`)).toBe('text')
  expect(plainText('bell\u0007 and null\u0000')).toBe('bell and null')
})

test('colours become pieces, and end where they end', () => {
  expect(ansiPieces(`a ${esc}[1;31mred${esc}[0m b`)).toEqual([
    { text: 'a ', colour: null, bold: false },
    { text: 'red', colour: 'red', bold: true },
    { text: ' b', colour: null, bold: false },
  ])
  expect(ansiPieces(`${esc}[38;5;31mx${esc}[38;2;31;32;33my${esc}[92mz`).map((each) => each.colour)).toEqual([
    null,
    null,
    'green',
  ])
})

test('pieces together are the plain text: markup stays text, and no sequence survives', () => {
  const hostile = `<script>alert(1)</script>${esc}[31m<img src=x onerror=alert(1)>${esc}]8;;javascript:alert(1)\u0007link`
  const joined = ansiPieces(hostile)
    .map((each) => each.text)
    .join('')
  expect(joined).toBe(plainText(hostile))
  expect(joined).toBe('<script>alert(1)</script><img src=x onerror=alert(1)>link')
})
