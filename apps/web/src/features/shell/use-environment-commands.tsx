'use client'

import type { Environment } from '@fun/contract/resources'
import {
  Activity,
  ChartLine,
  CirclePlay,
  Download,
  GitBranch,
  Globe,
  GraduationCap,
  Hammer,
  History,
  KeyRound,
  Layers,
  ListChecks,
  type LucideIcon,
  RefreshCw,
  Rocket,
  Scaling,
  ScrollText,
  Square,
  SquareTerminal,
  Trash2,
  UserRoundPlus,
  Wrench,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { HealthStatus } from '#components/ui/status.tsx'
import { type PlainAction, useOfferedActions } from '#features/environments/action-words.ts'
import { type Asked, useAsk } from '#features/environments/ask-action.tsx'
import { type EnvironmentTab, environmentTabs, tabNeeds, tabPath } from '#features/environments/environment-tabs.ts'
import { type May, useMay } from '#features/session/use-may.ts'
import type { PaletteCommand } from './palette-command.ts'

const actionIcons: Record<PlainAction, LucideIcon> = {
  deploy: Rocket,
  plan: ListChecks,
  start: CirclePlay,
  restart: RefreshCw,
  stop: Square,
}
const tabIcons: Record<EnvironmentTab, LucideIcon> = {
  overview: Layers,
  deployments: Rocket,
  builds: Hammer,
  logs: ScrollText,
  metrics: ChartLine,
  terminal: SquareTerminal,
  configuration: Wrench,
  secrets: KeyRound,
  source: GitBranch,
  domains: Globe,
  activity: Activity,
}

type Commands = {
  forEnvironment: (environment: Environment) => PaletteCommand[]
  /** What can be done to one service: too many to be offered for every environment. */
  forServices: (environment: Environment) => PaletteCommand[]
}

/** What the person may do to an environment, and its pages. */
export function useEnvironmentCommands(): Commands {
  const t = useTranslations()
  const { push } = useRouter()
  const ask = useAsk()
  const may = useMay()
  const offered = useOfferedActions()
  return useMemo(() => {
    const given: Given = { t, words: wordsOf(t), push, ask, may, offered }
    return {
      forEnvironment: (environment) => [
        tabCommand(given, environment, 'overview'),
        ...actionsOn(given, environment),
        ...environmentTabs
          .filter((tab) => tab !== 'overview' && mayOpen(may, tab, environment.id))
          .map((tab) => tabCommand(given, environment, tab)),
        ...(may('environment:destroy', environment.id)
          ? [
              asking(given, environment, given.words.verb.destroy, Trash2, {
                asked: { action: 'destroy', environment },
                found: 'destroy delete remove',
              }),
            ]
          : []),
      ],
      forServices: (environment) =>
        environment.services.flatMap(({ service }) => serviceCommands(given, environment, service)),
    }
  }, [t, push, ask, may, offered])
}

/** What commands are made with. */
type Given = {
  t: Translate
  words: Words
  push: (path: string) => void
  ask: (asked: Asked) => void
  may: May
  offered: (environment: Environment) => PlainAction[]
}

/** A command that opens the dialog of an action; it is also `found` by these words. */
function asking(
  { words, ask }: Given,
  { name }: Environment,
  verb: string,
  icon: LucideIcon,
  { asked, found }: { asked: Asked; found: string },
): PaletteCommand {
  return {
    key: `${name} ${verb}`,
    group: 'actions',
    name: words.named(verb, name),
    words: found,
    icon,
    run: () => ask(asked),
  }
}

function actionsOn(given: Given, environment: Environment): PaletteCommand[] {
  const { words, may, push, offered } = given
  const { name, id } = environment
  const isDeployed = environment.serving !== null
  const plain = offered(environment).map((action) =>
    asking(given, environment, words.verb[action], actionIcons[action], {
      asked: { action, environments: [environment] },
      found: action,
    }),
  )
  const rollBack: PaletteCommand = {
    key: `${name} rollback`,
    group: 'actions',
    name: words.named(words.verb.rollback, name),
    words: 'rollback roll back undo',
    icon: History,
    run: () => push(tabPath(name, 'deployments')),
  }
  const scale = asking(given, environment, words.scale, Scaling, {
    asked: { action: 'scale', environment },
    found: 'scale workers',
  })
  return [
    ...plain,
    ...(isDeployed && may('environment:deploy', id) ? [rollBack] : []),
    ...(may('environment:write', id) ? [scale] : []),
    ...(isDeployed && may('environment:manage', id) ? manageCommands(given, environment) : []),
    ...(isDeployed ? [bundle(words, environment)] : []),
  ]
}

function manageCommands(given: Given, environment: Environment): PaletteCommand[] {
  const { words } = given
  const commands = [
    ['manage', words.manage, SquareTerminal],
    ['superuser', words.superuser, UserRoundPlus],
    ['demo-course', words.demoCourse, GraduationCap],
  ] as const
  return commands.map(([command, verb, icon]) =>
    asking(given, environment, verb, icon, { asked: { action: 'manage', environment, command }, found: command }),
  )
}

const bundle = (words: Words, { name }: Environment): PaletteCommand => ({
  key: `${name} bundle`,
  group: 'actions',
  name: words.named(words.bundle, name),
  words: 'download export compose',
  icon: Download,
  run: () => window.location.assign(`/api/v1/environments/${name}/compose`),
})

function tabCommand({ words, push }: Given, { name, health }: Environment, tab: EnvironmentTab): PaletteCommand {
  return {
    key: `${name}/${tab}`,
    group: 'environments',
    name: tab === 'overview' ? name : words.tabOf(name, tab),
    icon: tabIcons[tab],
    ...(tab === 'overview' ? { detail: <HealthStatus of={health} /> } : {}),
    run: () => push(tabPath(name, tab)),
  }
}

function mayOpen(may: May, tab: EnvironmentTab, environmentId: string): boolean {
  const needed = tabNeeds[tab]
  return needed === undefined || may(needed, environmentId)
}

function serviceCommands({ t, words, push, ask, may }: Given, environment: Environment, service: string) {
  const { name, id } = environment
  const restart: PaletteCommand = {
    key: `${name} restart ${service}`,
    group: 'actions',
    name: t('actions.service', { verb: words.verb.restart, service, name }),
    words: 'restart service',
    icon: RefreshCw,
    run: () => ask({ action: 'restart', environments: [environment], service }),
  }
  const log: PaletteCommand = {
    key: `${name} log ${service}`,
    group: 'environments',
    name: `${words.tabOf(name, 'logs')} · ${service}`,
    icon: ScrollText,
    run: () => push(`${tabPath(name, 'logs')}?services=${service}`),
  }
  return [...(may('environment:operate', id) ? [restart] : []), ...(may('log:read', id) ? [log] : [])]
}

type Translate = ReturnType<typeof useTranslations<never>>
type Words = ReturnType<typeof wordsOf>

// Where a name and a verb will stand: characters that no message has.
const nameHere = '\uE000'
const verbHere = '\uE001'

/** Words that hundreds of environments share are formatted once: a name is put into them afterwards. */
function wordsOf(t: Translate) {
  const verb = {
    deploy: t('actions.verb.deploy'),
    plan: t('actions.verb.plan'),
    start: t('actions.verb.start'),
    restart: t('actions.verb.restart'),
    stop: t('actions.verb.stop'),
    rollback: t('actions.verb.rollback'),
    destroy: t('actions.verb.destroy'),
  }
  const tabs = new Map(
    environmentTabs.map((tab) => [tab, t('environment.tabOf', { name: nameHere, tab: t(`environment.tabs.${tab}`) })]),
  )
  const named = t('actions.named', { verb: verbHere, name: nameHere })
  // Behind an action that is a sentence of its own the environment stands by itself.
  const beside = t('environment.tabOf', { name: verbHere, tab: nameHere })
  const isVerb = new Set<string>(Object.values(verb))
  return {
    verb,
    scale: t('environment.scaleWorkers'),
    manage: t('environment.manage'),
    superuser: t('environment.superuser'),
    demoCourse: t('environment.demoCourse'),
    bundle: t('environment.bundle'),
    named: (action: string, name: string) =>
      (isVerb.has(action) ? named : beside).replace(verbHere, action).replace(nameHere, name),
    tabOf: (name: string, tab: EnvironmentTab) => (tabs.get(tab) ?? nameHere).replace(nameHere, name),
  }
}
