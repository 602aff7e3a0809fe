import type { ReleaseName } from '../specification.ts'
import type { Release } from './release.ts'

/** One line of the table of old releases. */
interface Row {
  name: ReleaseName
  tag: number
  python: string
  node: string
  mysql: string
  mongodb: string
  /** Redis version, or the pair that came before it. */
  cacheAndBroker: { redis: string } | { rabbitmq: string; memcached: string }
  elasticsearch: string
  ruby: string
  base: string
  django: string
}

const pairBeforeRedis = { rabbitmq: '3.6', memcached: '1.4' }

// Django: only maple and quince are documented; the others are from memory of their requirements.
const rows: Row[] = [
  {
    name: 'ginkgo',
    tag: 2,
    python: '2.7',
    node: '6.11.1',
    mysql: '5.6',
    mongodb: '3.2.12',
    cacheAndBroker: pairBeforeRedis,
    elasticsearch: '1.5.2',
    ruby: '1.9.3',
    base: '16.04',
    django: '1.8',
  },
  {
    name: 'hawthorn',
    tag: 2,
    python: '2.7',
    node: '8.9.3',
    mysql: '5.6',
    mongodb: '3.2.16',
    cacheAndBroker: pairBeforeRedis,
    elasticsearch: '1.5.2',
    ruby: '2.4.1',
    base: '16.04',
    django: '1.11',
  },
  {
    name: 'ironwood',
    tag: 2,
    python: '2.7',
    node: '8.9.3',
    mysql: '5.6.36',
    mongodb: '3.2.16',
    cacheAndBroker: { rabbitmq: '3.6.10', memcached: '1.4.38' },
    elasticsearch: '1.5.2',
    ruby: '2.4.1',
    base: '16.04',
    django: '1.11',
  },
  {
    name: 'juniper',
    tag: 3,
    python: '3.5.9',
    node: '12.13.0',
    mysql: '5.6.49',
    mongodb: '3.6.18',
    cacheAndBroker: { rabbitmq: '3.6.10', memcached: '1.4.38' },
    elasticsearch: '1.5.2',
    ruby: '2.5.7',
    base: '16.04',
    django: '2.2',
  },
  {
    name: 'koa',
    tag: 3,
    python: '3.8.6',
    node: '12.13.0',
    mysql: '5.7.32',
    mongodb: '3.6.18',
    cacheAndBroker: { redis: '6.0.9' },
    elasticsearch: '1.5.2',
    ruby: '2.5.7',
    base: '20.04',
    django: '2.2',
  },
  {
    name: 'lilac',
    tag: 3,
    python: '3.8.6',
    node: '12.13.0',
    mysql: '5.7.33',
    mongodb: '4.0.25',
    cacheAndBroker: { redis: '6.2.1' },
    elasticsearch: '7.8.1',
    ruby: '2.5.7',
    base: '20.04',
    django: '2.2',
  },
  {
    name: 'maple',
    tag: 3,
    python: '3.8.12',
    node: '12.13.0',
    mysql: '5.7.35',
    mongodb: '4.2.17',
    cacheAndBroker: { redis: '6.2.6' },
    elasticsearch: '7.10.1',
    ruby: '2.5.7',
    base: '20.04',
    django: '3.2',
  },
  {
    name: 'nutmeg',
    tag: 3,
    python: '3.8.12',
    node: '12.13.0',
    mysql: '5.7.35',
    mongodb: '4.2.17',
    cacheAndBroker: { redis: '6.2.6' },
    elasticsearch: '7.10.1',
    ruby: '2.5.7',
    base: '20.04',
    django: '3.2',
  },
  {
    name: 'olive',
    tag: 4,
    python: '3.8.12',
    node: '16.14.0',
    mysql: '5.7.35',
    mongodb: '4.2.24',
    cacheAndBroker: { redis: '6.2.6' },
    elasticsearch: '7.10.1',
    ruby: '3.0.4',
    base: '20.04',
    django: '3.2',
  },
  {
    name: 'palm',
    tag: 4,
    python: '3.8.15',
    node: '16.14.0',
    mysql: '8.1.0',
    mongodb: '4.4.22',
    cacheAndBroker: { redis: '7.0.11' },
    elasticsearch: '7.17.9',
    ruby: '3.0.5',
    base: '20.04',
    django: '3.2',
  },
  {
    name: 'quince',
    tag: 3,
    python: '3.8.18',
    node: '16.14.0',
    mysql: '8.1.0',
    mongodb: '4.4.25',
    cacheAndBroker: { redis: '7.2.4' },
    elasticsearch: '7.17.13',
    ruby: '3.0.5',
    base: '20.04',
    django: '4.2',
  },
]

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

function legacyRelease(row: Row): Release {
  const pair = row.cacheAndBroker
  const beforeRedis = 'rabbitmq' in pair
  return {
    name: row.name,
    title: title(row.name),
    legacy: true,
    lastTag: `open-release/${row.name}.${row.tag}`,
    branch: `open-release/${row.name}.master`,
    python: row.python,
    node: row.node,
    setuptools: '44.1.0',
    base: row.base,
    images: {
      mysql: `mysql:${row.mysql}`,
      mongodb: `mongo:${row.mongodb}`,
      redis: beforeRedis ? 'redis:6.2.6' : `redis:${pair.redis}`,
      rabbitmq: beforeRedis ? `rabbitmq:${pair.rabbitmq}-management` : 'rabbitmq:3.13-management',
      memcached: beforeRedis ? `memcached:${pair.memcached}` : 'memcached:1.6-bookworm',
      nginx: 'nginx:1.27-bookworm',
      elasticsearch: `elasticsearch:${row.elasticsearch}`,
    },
    services: {
      forum: { kind: 'ruby', ruby: row.ruby },
      search: 'elasticsearch',
      ecommerce: true,
      xqueue: true,
      extraHosts: ['preview'],
    },
    defaults: beforeRedis ? { cache: 'memcached', broker: 'rabbitmq' } : { cache: 'redis', broker: 'redis' },
    settings: {
      format: Number.parseInt(row.python, 10) === 2 ? 'json' : 'yaml',
      module: row.name === 'ginkgo' ? 'aws' : 'production',
      django: row.django,
    },
    characterSet: row.mysql.startsWith('8') ? 'utf8mb3' : 'utf8',
    legacyStudioFlags: [],
    mongoShell: 'mongo',
  }
}

/** Ginkgo to Quince. They can be rendered; whether they can be built is `buildable`'s to say. */
export const legacyReleases: Release[] = rows.map(legacyRelease)
