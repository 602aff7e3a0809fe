'use client'

import { useRouter } from 'next/navigation'
import { useSyncExternalStore } from 'react'
import { useLocale } from 'use-intl'
import { rememberPreference } from '#lib/preference-cookie.ts'
import { chooseTheme, type Locale, type Theme } from '#lib/preferences.ts'

const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
const currentTheme = (): Theme => chooseTheme(document.documentElement.dataset.theme)
const themeOnServer = (): Theme => 'system'

/** Language and theme, and how to change them. What is typed on a page stays: nothing is reloaded. */
export function usePreferences() {
  const router = useRouter()
  const locale = useLocale()
  const theme = useSyncExternalStore(subscribe, currentTheme, themeOnServer)
  const setTheme = (next: Theme) => {
    document.documentElement.dataset.theme = next
    for (const listener of listeners) listener()
    void rememberPreference('theme', next)
  }
  const setLocale = (next: Locale) => {
    document.documentElement.lang = next
    void rememberPreference('locale', next).then(() => router.refresh())
  }
  return { locale, theme, setTheme, setLocale }
}

/** Languages are named in themselves: whoever looks for theirs may not read the current one. */
export const languageNames: Record<Locale, string> = { en: 'English', fr: 'Français' }
