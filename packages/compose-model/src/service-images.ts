/** Services that run from an image this product does not assemble itself. */
export const serviceImageRoles = ['mysql', 'mongodb', 'memcached', 'rabbitmq', 'redis', 'nginx'] as const
export type ServiceImageRole = (typeof serviceImageRoles)[number]

/** What a data volume was written by; a plan that would open it with another engine is refused. `version` is for people. */
export interface ServiceEngine {
  name: 'mysql' | 'mariadb' | 'mongodb' | 'mongo-java-server' | 'rabbitmq' | 'redis' | 'memcached' | 'nginx'
  /** Absent for official images: the release catalogue names it. */
  version?: string
}

/** What the model must know of an image to run it. */
export interface ServiceImageTraits {
  engine: ServiceEngine
  /** Compose health check in exec form, `['CMD', …]`; absent where only the rendered configuration knows what to ask (nginx). */
  healthcheck?: string[]
  /** Where the image keeps what must outlive the container. */
  dataPath?: string
  /** uid that owns `dataPath`; official images start as root and drop to it, stand-ins start as it. */
  userId: number
  /** Whether the server knows accounts; mongo-java-server does not, so credentials must then be left empty. */
  accounts: boolean
  /** Environment that the image needs to keep its data across containers. */
  environment?: Record<string, string>
}

export interface StandInTraits extends ServiceImageTraits {
  /** Folder in this repository that is the whole build context. */
  folder: string
  /** Whether a build wants BUILDER_BASE (it fetches over TLS). */
  builderBase: boolean
}

/** Bash opens the connection itself, so the check needs no client in the image; the texts are constants. */
const memcachedVersion =
  'exec 3<>/dev/tcp/127.0.0.1/11211 && printf "version\\r\\nquit\\r\\n" >&3 && read -r -t 5 answer <&3 && [[ $answer == VERSION* ]]'

/** Answers also when the credentials are wrong, and not while the official entry point makes the database (socket only). */
const mysqlHealthcheck = ['CMD', 'mysqladmin', 'ping', '--protocol=tcp', '--host=127.0.0.1', '--silent']
const rabbitmqHealthcheck = ['CMD', 'rabbitmq-diagnostics', '-q', 'ping']
const redisHealthcheck = ['CMD', 'redis-cli', 'ping']
const memcachedHealthcheck = ['CMD', 'bash', '-c', memcachedVersion]
/** The data folder is named after the node, which by default is named after the container. */
const rabbitmqEnvironment = { RABBITMQ_NODENAME: 'rabbit@localhost' }

/**
 * Official images and their stand-ins (docker/services) side by side. References of official images come from the release
 * catalogue; tags of stand-ins are content keys. Measured: docker/services/README.md.
 */
export const serviceImages: Record<ServiceImageRole, { official: ServiceImageTraits; standIn: StandInTraits }> = {
  mysql: {
    official: {
      engine: { name: 'mysql' },
      healthcheck: mysqlHealthcheck,
      dataPath: '/var/lib/mysql',
      userId: 999,
      accounts: true,
    },
    standIn: {
      folder: 'docker/services/mysql',
      builderBase: false,
      engine: { name: 'mariadb', version: '10.11' },
      healthcheck: mysqlHealthcheck,
      dataPath: '/var/lib/mysql',
      userId: 999,
      accounts: true,
    },
  },
  mongodb: {
    official: {
      engine: { name: 'mongodb' },
      healthcheck: [
        'CMD',
        'mongosh',
        '--quiet',
        '--norc',
        '--eval',
        'if (db.adminCommand({ping: 1}).ok !== 1) quit(1)',
      ],
      dataPath: '/data/db',
      userId: 999,
      accounts: true,
    },
    standIn: {
      folder: 'docker/services/mongodb',
      builderBase: true,
      engine: { name: 'mongo-java-server', version: '1.47' },
      healthcheck: ['CMD', 'check-mongodb'],
      dataPath: '/data/db',
      userId: 999,
      accounts: false,
    },
  },
  rabbitmq: {
    official: {
      engine: { name: 'rabbitmq' },
      healthcheck: rabbitmqHealthcheck,
      dataPath: '/var/lib/rabbitmq',
      userId: 999,
      accounts: true,
      environment: rabbitmqEnvironment,
    },
    standIn: {
      folder: 'docker/services/rabbitmq',
      builderBase: false,
      engine: { name: 'rabbitmq', version: '3.10' },
      healthcheck: rabbitmqHealthcheck,
      dataPath: '/var/lib/rabbitmq',
      userId: 999,
      accounts: true,
      environment: rabbitmqEnvironment,
    },
  },
  redis: {
    official: {
      engine: { name: 'redis' },
      healthcheck: redisHealthcheck,
      dataPath: '/data',
      userId: 999,
      accounts: true,
    },
    standIn: {
      folder: 'docker/services/redis',
      builderBase: false,
      engine: { name: 'redis', version: '7.0' },
      healthcheck: redisHealthcheck,
      dataPath: '/data',
      userId: 999,
      accounts: true,
    },
  },
  memcached: {
    official: { engine: { name: 'memcached' }, healthcheck: memcachedHealthcheck, userId: 11211, accounts: false },
    standIn: {
      folder: 'docker/services/memcached',
      builderBase: false,
      engine: { name: 'memcached', version: '1.6' },
      healthcheck: memcachedHealthcheck,
      userId: 11211,
      accounts: false,
    },
  },
  nginx: {
    official: { engine: { name: 'nginx' }, userId: 101, accounts: false },
    standIn: {
      folder: 'docker/services/nginx',
      builderBase: false,
      engine: { name: 'nginx', version: '1.22' },
      userId: 101,
      accounts: false,
    },
  },
}
