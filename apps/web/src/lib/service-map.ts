import type { Environment } from '@fun/contract/resources'
import { type Health, healthUrgency } from './status-words.ts'

/** One box of the map. `health` null: it runs elsewhere, or it is the visitors, and nobody here can say how it is. */
export type MapNode = { id: string; column: number; health: Health | null; isExternal: boolean }
export type MapEdge = { from: string; to: string; isTroubled: boolean }
export type ServiceMapModel = { nodes: MapNode[]; edges: MapEdge[] }

/** From left to right: who asks before who answers, and the workers behind their queues. */
const columns: readonly (readonly string[])[] = [
  ['visitors'],
  ['nginx'],
  ['lms', 'cms'],
  ['mysql', 'mongodb', 'memcached', 'redis', 'rabbitmq'],
  ['lms-worker', 'cms-worker'],
]
const dataColumn = 3
const appColumn = 2

/** The services of an environment with the way of a request through them; containers of one service count as their worst. */
export function serviceMap({ services, specification }: Environment): ServiceMapModel {
  const healths = new Map<string, Health>()
  for (const { service, health } of services) {
    const known = healths.get(service)
    if (known === undefined || healthUrgency[health] < healthUrgency[known]) healths.set(service, health)
  }
  const external = externalServices(specification)
  const known = new Set(columns.flat())
  const nodes: MapNode[] = columns.flatMap((names, column) =>
    names
      .filter((id) => id === 'visitors' || healths.has(id) || external.has(id))
      .map((id) => ({ id, column, health: healths.get(id) ?? null, isExternal: external.has(id) && !healths.has(id) })),
  )
  // What the table does not know (forum, xqueue …) answers LMS and CMS like a database does.
  for (const [id, health] of healths)
    if (!known.has(id)) nodes.push({ id, column: dataColumn, health, isExternal: false })
  return { nodes, edges: edgesOf(nodes) }
}

function edgesOf(nodes: readonly MapNode[]): MapEdge[] {
  const within = (column: number) => nodes.filter((each) => each.column === column)
  const hasFront = within(1).length > 0
  const pairs: [MapNode, MapNode][] = []
  const connect = (from: readonly MapNode[], to: readonly MapNode[]) => {
    for (const a of from) for (const b of to) pairs.push([a, b])
  }
  connect(within(0), hasFront ? within(1) : within(appColumn))
  connect(within(1), within(appColumn))
  connect(within(appColumn), within(dataColumn))
  connect(
    within(dataColumn).filter((each) => each.id === 'redis' || each.id === 'rabbitmq'),
    within(4),
  )
  return pairs.map(([from, to]) => ({ from: from.id, to: to.id, isTroubled: isBad(to) }))
}

function isBad({ health }: MapNode): boolean {
  return health === 'failed' || health === 'degraded'
}

function externalServices({ mysql, mongodb, cache, broker }: Environment['specification']): Set<string> {
  const found = new Set<string>()
  if (mysql.mode === 'external') found.add('mysql')
  if (mongodb.mode === 'external') found.add('mongodb')
  if (cache.service.mode === 'external') found.add(cache.kind)
  if (broker.service.mode === 'external') found.add(broker.kind)
  return found
}
