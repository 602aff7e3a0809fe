import type { Action } from '@fun/contract/policy'

/** The pages of an environment, in their order. Names are messages of `environment.tabs`. */
export const environmentTabs = [
  'overview',
  'deployments',
  'builds',
  'logs',
  'metrics',
  'terminal',
  'configuration',
  'secrets',
  'source',
  'domains',
  'activity',
] as const
export type EnvironmentTab = (typeof environmentTabs)[number]

/** Rights of their own that tabs take. */
export const tabNeeds: Partial<Record<EnvironmentTab, Action>> = { logs: 'log:read', terminal: 'environment:terminal' }

/** Where a tab is found. */
export function tabPath(environmentName: string, tab: EnvironmentTab): string {
  return `/environments/${environmentName}${tab === 'overview' ? '' : `/${tab}`}`
}
