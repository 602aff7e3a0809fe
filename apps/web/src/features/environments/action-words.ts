import type { Environment } from '@fun/contract/resources'

/** Actions that need nothing but a confirmation, on one environment or on several. */
export type PlainAction = 'deploy' | 'plan' | 'start' | 'restart' | 'stop'

/** Path beneath `/environments/<name>/`, and whether visitors notice. */
export const plainActions: Record<PlainAction, { path: string; interrupts: boolean }> = {
  deploy: { path: 'deployments', interrupts: false },
  plan: { path: 'plans', interrupts: false },
  start: { path: 'start', interrupts: false },
  restart: { path: 'restart', interrupts: true },
  stop: { path: 'stop', interrupts: true },
}

/** The actions that make sense now, the primary one first. */
export function offeredActions(environment: Environment): PlainAction[] {
  if (environment.services.length === 0) return ['deploy', 'plan']
  if (environment.health === 'stopped') return ['deploy', 'plan', 'start']
  return ['deploy', 'plan', 'restart', 'stop']
}
