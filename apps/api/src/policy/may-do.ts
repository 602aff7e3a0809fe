import { type Action, roleMay, scopeOf } from '@fun/contract/policy'
import type { Principal } from './principal.ts'

/**
 * The one function that decides what a principal may do: for REST, event streams, sockets and workers. With `environmentId`: on that environment. Without, an
 * action that concerns environments is meant for all of them.
 */
export function mayDo(principal: Principal | null, action: Action, environmentId?: string): boolean {
  if (principal === null) return false
  const { grants, limits } = principal
  if (limits?.actions && !limits.actions.has(action)) return false
  const byInstallation = grants.installation !== null && roleMay(grants.installation, action)
  switch (scopeOf(action)) {
    case 'own':
      return true
    case 'installation':
      // What concerns the whole installation is out of reach of a token for some environments.
      return byInstallation && !limits?.environmentIds
    case 'environment': {
      if (environmentId === undefined) return byInstallation && !limits?.environmentIds
      if (limits?.environmentIds && !limits.environmentIds.has(environmentId)) return false
      const here = grants.environments[environmentId]
      return byInstallation || (here !== undefined && roleMay(here, action))
    }
  }
}

/** Environments on which a principal may do an action: all, or those of these ids. What lists and streams are filtered by. */
export function environmentsOf(principal: Principal | null, action: Action): 'all' | string[] {
  if (mayDo(principal, action)) return 'all'
  if (principal === null) return []
  const candidates = principal.limits?.environmentIds ?? Object.keys(principal.grants.environments)
  return [...candidates].filter((id) => mayDo(principal, action, id))
}

/** Whether there is anything at all on which a principal may do an action. */
export function mayDoSomewhere(principal: Principal | null, action: Action): boolean {
  const environments = environmentsOf(principal, action)
  return environments === 'all' || environments.length > 0
}

/** Prisma condition on an environment's id; empty when all are seen. */
export function idFilter(environments: 'all' | string[]): { in: string[] } | undefined {
  return environments === 'all' ? undefined : { in: environments }
}
