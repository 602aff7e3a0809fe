'use client'

import type { Action } from '@fun/contract/policy'
import {
  BellPlus,
  BookOpen,
  Bot,
  CirclePlus,
  Columns2,
  FolderGit2,
  HardDrive,
  KeyRound,
  Languages,
  ListPlus,
  LogIn,
  LogOut,
  type LucideIcon,
  Moon,
  Table,
  UserPlus,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { useMay } from '#features/session/use-may.ts'
import { locales, themes } from '#lib/preferences.ts'
import { referencePath } from '#lib/reference-path.ts'
import { pages } from './navigation.ts'
import type { PaletteCommand } from './palette-command.ts'
import { languageNames, usePreferences } from './use-preferences.ts'
import { useSignOut } from './use-sign-out.ts'

/** What begins on a page of its own: the page opens with it. `words` are found beside the name. */
const beginnings = [
  { title: 'shell.newEnvironment', href: '/new', icon: CirclePlus, words: 'new create', needs: 'environment:create' },
  {
    title: 'places.addSource',
    href: '/sources?open=add-source',
    icon: FolderGit2,
    words: 'new source repository git',
    needs: 'source:write',
  },
  {
    title: 'members.inviteTitle',
    href: '/members?open=invite',
    icon: UserPlus,
    words: 'invite member',
    needs: 'member:write',
  },
  { title: 'tokens.make', href: '/account?open=make-token', icon: KeyRound, words: 'token new', needs: 'token:own' },
  {
    title: 'tokens.makeAccountTitle',
    href: '/service-accounts?open=make-account',
    icon: Bot,
    words: 'service account new',
    needs: 'service-account:write',
  },
  {
    title: 'notifications.channelAdd',
    href: '/notifications?open=add-channel',
    icon: BellPlus,
    words: 'notification channel new',
    needs: 'notification:write',
  },
  {
    title: 'notifications.ruleAdd',
    href: '/notifications?open=add-rule',
    icon: ListPlus,
    words: 'notification rule new',
    needs: 'notification:write',
  },
  {
    title: 'settings.providerAdd',
    href: '/settings?open=add-provider',
    icon: LogIn,
    words: 'oidc sign-in provider',
    needs: 'settings:write',
  },
  { title: 'places.prune', href: '/hosts', icon: HardDrive, words: 'prune host disk', needs: 'host:operate' },
] as const satisfies readonly { title: string; href: string; icon: LucideIcon; words: string; needs: Action }[]

/** Pages that the sidebar does not name. */
const furtherPages = [
  { title: 'members.table', href: '/members/roles', icon: Table, words: 'roles policy' },
  { title: 'fleet.compare', href: '/compare', icon: Columns2, words: 'compare environments' },
] as const

/** What concerns no one environment: things that can be begun, pages, preferences. */
export function useGeneralCommands(): PaletteCommand[] {
  const t = useTranslations()
  const router = useRouter()
  const { setTheme, setLocale } = usePreferences()
  const signOut = useSignOut().mutate
  const may = useMay()
  return useMemo(() => {
    const page = (name: string, href: string, icon: LucideIcon, words: string): PaletteCommand => ({
      key: href,
      group: 'pages',
      name,
      words,
      icon,
      run: () => router.push(href),
    })
    return [
      ...beginnings
        .filter(({ needs }) => may(needs))
        .map(({ title, href, icon, words }) => ({
          ...page(t(title), href, icon, words),
          key: `begin ${href}`,
          group: 'actions' as const,
        })),
      ...pages
        .filter(({ needs }) => needs === undefined || may(needs))
        .map(({ name, href, icon }) => page(t(`shell.${name}`), href, icon, name)),
      ...furtherPages.map(({ title, href, icon, words }) => page(t(title), href, icon, words)),
      {
        ...page(t('shell.apiReference'), referencePath, BookOpen, 'api reference openapi swagger'),
        run: () => window.location.assign(referencePath),
      },
      ...themes.map((theme) => ({
        key: `theme ${theme}`,
        group: 'preferences' as const,
        name: `${t('shell.theme')}: ${t(`shell.themes.${theme}`)}`,
        words: `theme ${theme}`,
        icon: Moon,
        run: () => setTheme(theme),
      })),
      ...locales.map((locale) => ({
        key: `language ${locale}`,
        group: 'preferences' as const,
        name: `${t('shell.language')}: ${languageNames[locale]}`,
        words: 'language langue',
        icon: Languages,
        run: () => setLocale(locale),
      })),
      {
        key: 'sign-out',
        group: 'preferences',
        name: t('shell.signOut'),
        words: 'sign out log out',
        icon: LogOut,
        run: () => signOut(),
      },
    ]
  }, [t, router, setTheme, setLocale, signOut, may])
}
