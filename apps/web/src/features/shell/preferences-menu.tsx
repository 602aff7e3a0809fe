'use client'

import { LogOut, SlidersHorizontal } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { locales, themes } from '#lib/preferences.ts'
import { languageNames, usePreferences } from './use-preferences.ts'
import { useSignOut } from './use-sign-out.ts'

/** Theme, language, and the way out. */
export function PreferencesMenu() {
  const t = useTranslations('shell')
  const { theme, setTheme, locale, setLocale } = usePreferences()
  const signOut = useSignOut()
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t('preferences')}
          title={t('preferences')}
          className="grid size-8 place-items-center rounded-control text-quiet hover:bg-sunken hover:text-text"
        >
          <SlidersHorizontal aria-hidden="true" className="size-4" />
        </button>
      }
    >
      <MenuChoice
        label={t('theme')}
        value={theme}
        options={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
        onChange={setTheme}
      />
      <MenuChoice
        label={t('language')}
        value={locale}
        options={locales.map((value) => ({ value, label: languageNames[value] }))}
        onChange={setLocale}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => signOut.mutate()}>
        <LogOut aria-hidden="true" />
        {t('signOut')}
      </MenuItem>
    </Menu>
  )
}
