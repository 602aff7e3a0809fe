import type { Locale } from '#lib/preferences.ts'
import type { Messages } from './en.ts'

/** The messages of one language: only these travel to the browser. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case 'en':
      return (await import('./en.ts')).english
    case 'fr':
      return (await import('./fr.ts')).french
  }
}
