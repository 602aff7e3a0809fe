import { environment } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import { serviceMap } from './service-map.ts'

const service = (name: string, health: string) => ({
  service: name,
  containerId: crypto.randomUUID(),
  containerName: name,
  image: 'i',
  state: 'running',
  health,
  startedAt: null,
})
const withServices = (services: ReturnType<typeof service>[], specification: Record<string, unknown> = {}) =>
  environment.parse({
    id: crypto.randomUUID(),
    name: 'demo',
    kind: 'production',
    release: null,
    reference: 'main',
    source: { id: crypto.randomUUID(), name: 'p', url: 'https://git.example.org/p.git' },
    host: { id: crypto.randomUUID(), name: 'local' },
    specification: { kind: 'production', ...specification },
    workingTree: null,
    autoDeploy: true,
    health: 'healthy',
    services,
    observedAt: null,
    serving: null,
    heldCommit: null,
    urls: [],
    currentOperation: null,
    lastOperation: null,
    createdAt: '2026-11-25T00:00:00.000Z',
  })

test('a request goes from the visitors through nginx to what it needs, and trouble lights up its edges', () => {
  const map = serviceMap(
    withServices([
      service('nginx', 'healthy'),
      service('lms', 'healthy'),
      service('mysql', 'failed'),
      service('redis', 'healthy'),
    ]),
  )
  expect(map.edges).toContainEqual({ from: 'visitors', to: 'nginx', isTroubled: false })
  expect(map.edges).toContainEqual({ from: 'lms', to: 'mysql', isTroubled: true })
  expect(map.edges).toContainEqual({ from: 'lms', to: 'redis', isTroubled: false })
})

test('several containers of a service are one box, as bad as the worst', () => {
  const map = serviceMap(withServices([service('lms', 'healthy'), service('lms', 'degraded')]))
  expect(map.nodes.filter((each) => each.id === 'lms')).toEqual([
    { id: 'lms', column: 2, health: 'degraded', isExternal: false },
  ])
  expect(map.edges).toContainEqual({ from: 'visitors', to: 'lms', isTroubled: true })
})

test('a server that the team runs elsewhere is on the map, and nothing is claimed of its health', () => {
  const map = serviceMap(
    withServices([service('lms', 'healthy')], { mysql: { mode: 'external', host: 'db.example.org' } }),
  )
  expect(map.nodes).toContainEqual({ id: 'mysql', column: 3, health: null, isExternal: true })
})
