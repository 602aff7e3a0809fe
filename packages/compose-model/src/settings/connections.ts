import type { ServiceImages } from '../render-input.ts'
import { secretPlaceholder } from '../secrets.ts'
import { serviceImages } from '../service-images.ts'
import type { EnvironmentSpecification } from '../specification.ts'

/** A server as settings name it; user and password are empty where the server knows no accounts. */
export interface Connection {
  host: string
  port: number
  user: string
  /** A `${NAME}` placeholder, or empty. */
  password: string
}

/** Every data service of an environment, whether it runs as a container or elsewhere. */
export interface Connections {
  mysql: Connection & { database: string }
  mongodb: Connection & { database: string; authSource: string }
  cache: Connection & { kind: 'memcached' | 'redis' }
  broker: Connection & { kind: 'rabbitmq' | 'redis'; vhost: string }
}

interface External {
  host: string
  port: number
  user: string
  passwordSecret?: string | undefined
}

/** Name of the account that containers are given. */
export const accountName = 'openedx'

const external = ({ host, port, user, passwordSecret }: External): Connection => ({
  host,
  port,
  user,
  password: passwordSecret === undefined ? '' : secretPlaceholder(passwordSecret),
})

const redisContainer: Connection = {
  host: 'redis',
  port: 6379,
  user: '',
  password: secretPlaceholder('REDIS_PASSWORD'),
}

/** Whether the MongoDB container knows accounts (the official image does, the stand-in does not). */
export function mongodbHasAccounts(images: ServiceImages): boolean {
  const { official, standIn } = serviceImages.mongodb
  return images.mongodb.variant === 'official' ? official.accounts : standIn.accounts
}

function mysqlOf({ mysql }: EnvironmentSpecification): Connections['mysql'] {
  if (mysql.mode === 'external') return { ...external(mysql), database: mysql.database }
  const password = secretPlaceholder('MYSQL_PASSWORD')
  return { host: 'mysql', port: 3306, user: accountName, password, database: 'openedx' }
}

function mongodbOf({ mongodb }: EnvironmentSpecification, accounts: boolean): Connections['mongodb'] {
  if (mongodb.mode === 'external') {
    return { ...external(mongodb), database: mongodb.database, authSource: mongodb.authSource }
  }
  const account = accounts
    ? { user: accountName, password: secretPlaceholder('MONGODB_PASSWORD') }
    : { user: '', password: '' }
  return { host: 'mongodb', port: 27017, ...account, database: 'openedx', authSource: 'admin' }
}

function cacheOf({ cache }: EnvironmentSpecification): Connections['cache'] {
  if (cache.service.mode === 'external') return { kind: cache.kind, ...external(cache.service) }
  switch (cache.kind) {
    case 'memcached':
      return { kind: 'memcached', host: 'memcached', port: 11211, user: '', password: '' }
    case 'redis':
      return { kind: 'redis', ...redisContainer }
  }
}

function brokerOf({ broker }: EnvironmentSpecification): Connections['broker'] {
  switch (broker.kind) {
    case 'rabbitmq': {
      if (broker.service.mode === 'external') {
        // In an amqp URL an empty path is the vhost `/`.
        const vhost = broker.service.vhost === '/' ? '' : broker.service.vhost
        return { kind: 'rabbitmq', ...external(broker.service), vhost }
      }
      const password = secretPlaceholder('RABBITMQ_PASSWORD')
      return { kind: 'rabbitmq', host: 'rabbitmq', port: 5672, user: accountName, password, vhost: '' }
    }
    case 'redis':
      return broker.service.mode === 'external'
        ? { kind: 'redis', ...external(broker.service), vhost: '0' }
        : { kind: 'redis', ...redisContainer, vhost: '0' }
  }
}

/** The servers that the settings of LMS and CMS point at. */
export function connectionsOf(specification: EnvironmentSpecification, images: ServiceImages): Connections {
  return {
    mysql: mysqlOf(specification),
    mongodb: mongodbOf(specification, mongodbHasAccounts(images)),
    cache: cacheOf(specification),
    broker: brokerOf(specification),
  }
}
