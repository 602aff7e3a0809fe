import type { Environment } from '@fun/contract/resources'
import { foldText } from './command-search.ts'
import { healthUrgency } from './status-words.ts'

export const sortColumns = ['name', 'health', 'release', 'deployed'] as const
export type SortColumn = (typeof sortColumns)[number]
export const healthFilters = [
  'any',
  'troubled',
  'healthy',
  'degraded',
  'failed',
  'starting',
  'stopped',
  'unknown',
] as const
export type HealthFilter = (typeof healthFilters)[number]
export const kindFilters = ['any', 'development', 'production', 'preview'] as const
export type KindFilter = (typeof kindFilters)[number]

/** Which environments are shown, and in which order. */
export type FleetView = {
  text: string
  health: HealthFilter
  kind: KindFilter
  sort: SortColumn
  descending: boolean
}

export const wholeFleet: FleetView = { text: '', health: 'any', kind: 'any', sort: 'name', descending: false }

/** A view as the query of an address, without what is as usual: links to a view can be shared. */
export function viewToQuery(view: FleetView): string {
  const query = new URLSearchParams()
  if (view.text.trim() !== '') query.set('q', view.text.trim())
  if (view.health !== 'any') query.set('health', view.health)
  if (view.kind !== 'any') query.set('kind', view.kind)
  if (view.sort !== 'name' || view.descending) query.set('sort', `${view.descending ? '-' : ''}${view.sort}`)
  return query.toString()
}

/** The view that an address names; whatever it does not know is as usual. */
export function viewFromQuery(query: string): FleetView {
  const given = new URLSearchParams(query)
  const sort = given.get('sort') ?? 'name'
  return {
    text: given.get('q') ?? '',
    health: healthFilters.find((each) => each === given.get('health')) ?? 'any',
    kind: kindFilters.find((each) => each === given.get('kind')) ?? 'any',
    sort: sortColumns.find((each) => each === sort.replace(/^-/, '')) ?? 'name',
    descending: sort.startsWith('-'),
  }
}

/** True for environments that a person should look at. */
export function isTroubled({ health }: Pick<Environment, 'health'>): boolean {
  return health === 'failed' || health === 'degraded'
}

/** The environments of a view, in its order. */
export function selectFleet(all: readonly Environment[], view: FleetView): Environment[] {
  const words = foldText(view.text).split(/\s+/).filter(Boolean)
  const shown = all.filter((each) => {
    if (view.health === 'troubled' ? !isTroubled(each) : view.health !== 'any' && each.health !== view.health)
      return false
    if (view.kind !== 'any' && each.kind !== view.kind) return false
    if (words.length === 0) return true
    const text = foldText(findableText(each))
    return words.every((word) => text.includes(word))
  })
  const direction = view.descending ? -1 : 1
  return shown.sort((a, b) => direction * compare(a, b, view.sort) || a.name.localeCompare(b.name))
}

function findableText({ name, kind, release, reference, source, host, serving }: Environment): string {
  const served = serving === null ? [] : [serving.commit, serving.commitSubject]
  return [name, kind, release ?? '', reference, source.name, host.name, ...served].join(' ')
}

function compare(a: Environment, b: Environment, column: SortColumn): number {
  switch (column) {
    case 'name':
      return a.name.localeCompare(b.name)
    case 'health':
      return healthUrgency[a.health] - healthUrgency[b.health]
    case 'release':
      return (a.release ?? '').localeCompare(b.release ?? '')
    case 'deployed':
      return (b.serving?.servedAt ?? '').localeCompare(a.serving?.servedAt ?? '')
  }
}
