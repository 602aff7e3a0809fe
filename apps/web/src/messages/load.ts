import compile from 'icu-minify/compile'
import type { Locale } from '#lib/preferences.ts'
import type { Messages } from './en.ts'

const compiled = new Map<Locale, Promise<Messages>>()

/** The messages of one language, ready to be filled in: only these travel to the browser, and no parser of them (see next.config.ts). */
export function loadMessages(locale: Locale): Promise<Messages> {
  const known = compiled.get(locale)
  if (known !== undefined) return known
  const loaded = readMessages(locale).then(compileMessages)
  compiled.set(locale, loaded)
  return loaded
}

async function readMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'en':
      return (await import('./en.ts')).english
    case 'fr':
      return (await import('./fr.ts')).french
  }
}

/**
 * Messages with the same keys, each as `use-intl/format-message/format-only` wants it: for the compiler's types still the text that it was made of. Through
 * JSON, because objects without a prototype cannot be handed to the browser.
 */
export function compileMessages(messages: Messages): Messages {
  return JSON.parse(JSON.stringify(compileTree(messages)))
}

function compileTree(messages: object): object {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === 'string' ? compile(value) : compileTree(value),
  ])
  return Object.fromEntries(entries)
}
