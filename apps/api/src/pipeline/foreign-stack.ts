import { labels } from '@fun/reconcile/labels'
import type { ObservedStack } from '@fun/reconcile/stack'
import { Failure } from './failure.ts'

interface Owner {
  id: string
  name: string
}

/** Containers and volumes of the Compose project that this environment did not make: somebody's own, or another installation's. */
export function foreignResources(observed: ObservedStack, { id }: Owner): { foreign: string[]; own: string[] } {
  const resources = [...observed.containers.filter((container) => !container.oneOff), ...observed.volumes]
  const names = (mine: boolean) =>
    resources.filter((each) => (each.labels[labels.environment] === id) === mine).map((each) => each.name)
  return { foreign: names(false), own: names(true) }
}

/**
 * Refuses to touch a Compose project that holds what this environment did not make: a name is no proof of ownership. Throws Failure
 * `project-taken`.
 */
export function refuseForeignStack(observed: ObservedStack, owner: Owner): void {
  const { foreign } = foreignResources(observed, owner)
  if (foreign.length === 0) return
  throw new Failure('project-taken', {
    detail: `The engine has a Compose project ${owner.name} with ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ' …' : ''}, which this environment did not make.`,
    cure: 'Give the environment another name, or remove those containers and volumes yourself. Nothing was touched.',
  })
}
