import type { CompiledMessage } from 'icu-minify/format'
import { _createCache, _createIntlFormatters } from 'use-intl/core'
import formatWritten from 'use-intl/format-message'
import formatCompiled from 'use-intl/format-message/format-only'
import { expect, test } from 'vitest'
import { english } from './en.ts'
import { french } from './fr.ts'
import { loadMessages } from './load.ts'

const isMessage = (value: unknown): value is CompiledMessage => typeof value === 'string' || Array.isArray(value)

function leaves(messages: object, prefix = ''): [key: string, message: CompiledMessage][] {
  return Object.entries(messages).flatMap(([key, value]) =>
    isMessage(value) ? [[`${prefix}${key}`, value] as const] : leaves(value, `${prefix}${key}.`),
  )
}

/** The same number for whatever is filled in, and brackets around whatever is marked up. */
function fillingsOf(message: string, count: number) {
  const names = [...message.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name = '']) => [name, count] as const)
  const brackets = (chunks: unknown) => `[${[chunks].flat().join('')}]`
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name = '']) => [name, brackets] as const)
  return Object.fromEntries([...names, ...tags])
}

test.each([
  ['en', english],
  ['fr', french],
] as const)('what the browser gets in %s says the same as what was written', async (locale, written) => {
  const compiled = new Map(leaves(await loadMessages(locale)))
  const cache = _createCache()
  const options = { locale, cache, formatters: _createIntlFormatters(cache), timeZone: 'UTC' }
  const messages = leaves(written)
  expect([...compiled.keys()]).toEqual(messages.map(([key]) => key))
  expect([...compiled.values()].filter(Array.isArray).length).toBeGreaterThan(50)
  for (const [key, message] of messages) {
    for (const count of [0, 1, 2, 1_234]) {
      const values = fillingsOf(String(message), count)
      const shown = formatCompiled(key, compiled.get(key) ?? '', values, options)
      expect(shown, key).toEqual(formatWritten(key, String(message), values, options))
    }
  }
})
