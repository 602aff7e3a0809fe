import type { Action } from '@fun/contract/policy'
import type { Environment } from '@fun/contract/resources'
import { useCallback } from 'react'
import { useMay } from '#features/session/use-may.ts'

/** Actions that need nothing but a confirmation, on one environment or on several. */
export type PlainAction = 'deploy' | 'plan' | 'start' | 'restart' | 'stop'

/** Path beneath `/environments/<name>/`, the right that it takes, and whether visitors notice. */
export const plainActions: Record<PlainAction, { path: string; needs: Action; interrupts: boolean }> = {
  deploy: { path: 'deployments', needs: 'environment:deploy', interrupts: false },
  plan: { path: 'plans', needs: 'environment:deploy', interrupts: false },
  start: { path: 'start', needs: 'environment:operate', interrupts: false },
  restart: { path: 'restart', needs: 'environment:operate', interrupts: true },
  stop: { path: 'stop', needs: 'environment:operate', interrupts: true },
}

/** The actions that make sense now and that the person may do, the primary one first. */
export function useOfferedActions(): (environment: Environment) => PlainAction[] {
  const may = useMay()
  return useCallback(
    (environment) => sensibleActions(environment).filter((each) => may(plainActions[each].needs, environment.id)),
    [may],
  )
}

function sensibleActions(environment: Environment): PlainAction[] {
  if (environment.services.length === 0) return ['deploy', 'plan']
  if (environment.health === 'stopped') return ['deploy', 'plan', 'start']
  return ['deploy', 'plan', 'restart', 'stop']
}
