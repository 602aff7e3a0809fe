'use client'

import type { Environment } from '@fun/contract/resources'
import {
  CirclePlay,
  CirclePlus,
  Languages,
  Layers,
  ListChecks,
  LogOut,
  type LucideIcon,
  Moon,
  RefreshCw,
  Rocket,
  ScrollText,
  Square,
  SquareTerminal,
  Trash2,
  Wrench,
} from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { HealthStatus } from '#components/ui/status.tsx'
import { type PlainAction, useOfferedActions } from '#features/environments/action-words.ts'
import { useAsk } from '#features/environments/ask-action.tsx'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import { useMay } from '#features/session/use-may.ts'
import type { Findable } from '#lib/command-search.ts'
import { locales, themes } from '#lib/preferences.ts'
import { pages } from './navigation.ts'
import { languageNames, usePreferences } from './use-preferences.ts'
import { useSignOut } from './use-sign-out.ts'

export type CommandGroup = 'actions' | 'environments' | 'pages' | 'preferences'
export type PaletteCommand = Findable & {
  key: string
  group: CommandGroup
  icon: LucideIcon
  detail?: ReactNode
  run: () => void
}

const actionIcons: Record<PlainAction, LucideIcon> = {
  deploy: Rocket,
  plan: ListChecks,
  start: CirclePlay,
  restart: RefreshCw,
  stop: Square,
}

/** Everything that can be done now. The environment of the page that is open comes first. */
export function useCommands(): readonly PaletteCommand[] {
  const environments = useEnvironments().data
  const path = usePathname()
  const forEnvironment = useEnvironmentCommands()
  const general = useGeneralCommands()
  return useMemo(() => {
    const here = environments?.find((each) => path.startsWith(`/environments/${each.name}`))
    const others = environments?.filter((each) => each !== here) ?? []
    const ordered = here === undefined ? others : [here, ...others]
    return [
      ...(here === undefined ? [] : forEnvironment(here)),
      ...general,
      ...(here === undefined ? ordered : others).flatMap(forEnvironment),
    ]
  }, [environments, path, forEnvironment, general])
}

function useEnvironmentCommands(): (environment: Environment) => PaletteCommand[] {
  const t = useTranslations()
  const router = useRouter()
  const ask = useAsk()
  const may = useMay()
  const offeredActions = useOfferedActions()
  return useMemo(
    () => (environment) => {
      const { name } = environment
      const page = (tab: string, icon: LucideIcon, title: string): PaletteCommand => ({
        key: `${name}/${tab}`,
        group: 'environments',
        name: title,
        icon,
        run: () => router.push(`/environments/${name}${tab === '' ? '' : `/${tab}`}`),
      })
      const destroy: PaletteCommand = {
        key: `${name} destroy`,
        group: 'actions',
        name: t('actions.named', { verb: t('actions.verb.destroy'), name }),
        words: 'destroy delete remove',
        icon: Trash2,
        run: () => ask({ action: 'destroy', environment }),
      }
      return [
        { ...page('', Layers, name), detail: <HealthStatus of={environment.health} /> },
        ...offeredActions(environment).map((action) => ({
          key: `${name} ${action}`,
          group: 'actions' as const,
          name: t('actions.named', { verb: t(`actions.verb.${action}`), name }),
          words: action,
          icon: actionIcons[action],
          run: () => ask({ action, environments: [environment] }),
        })),
        page('logs', ScrollText, `${name} · ${t('environment.tabs.logs')}`),
        page('terminal', SquareTerminal, `${name} · ${t('environment.tabs.terminal')}`),
        page('configuration', Wrench, `${name} · ${t('environment.tabs.configuration')}`),
        ...(may('environment:destroy', environment.id) ? [destroy] : []),
      ]
    },
    [t, router, ask, may, offeredActions],
  )
}

function useGeneralCommands(): PaletteCommand[] {
  const t = useTranslations('shell')
  const router = useRouter()
  const { setTheme, setLocale } = usePreferences()
  const signOut = useSignOut()
  const may = useMay()
  const newEnvironment: PaletteCommand = {
    key: 'new-environment',
    group: 'actions',
    name: t('newEnvironment'),
    words: 'new create',
    icon: CirclePlus,
    run: () => router.push('/new'),
  }
  return [
    ...(may('environment:create') ? [newEnvironment] : []),
    ...pages.map(({ name, href, icon }) => ({
      key: href,
      group: 'pages' as const,
      name: t(name),
      words: name,
      icon,
      run: () => router.push(href),
    })),
    ...themes.map((theme) => ({
      key: `theme ${theme}`,
      group: 'preferences' as const,
      name: `${t('theme')}: ${t(`themes.${theme}`)}`,
      words: `theme ${theme}`,
      icon: Moon,
      run: () => setTheme(theme),
    })),
    ...locales.map((locale) => ({
      key: `language ${locale}`,
      group: 'preferences' as const,
      name: `${t('language')}: ${languageNames[locale]}`,
      words: 'language langue',
      icon: Languages,
      run: () => setLocale(locale),
    })),
    {
      key: 'sign-out',
      group: 'preferences',
      name: t('signOut'),
      words: 'sign out log out',
      icon: LogOut,
      run: () => signOut.mutate(),
    },
  ]
}
