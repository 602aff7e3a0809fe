import type { Locale } from '#lib/preferences.ts'
import type { Messages } from './en.ts'

// Keys of messages and languages are checked by the compiler.
declare module 'use-intl' {
  interface AppConfig {
    Messages: Messages
    Locale: Locale
  }
}
