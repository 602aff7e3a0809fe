import { type Logger, pino } from 'pino'
import { createMailer, type Mailer } from './adapters/mail/mailer.ts'
import { createOutgoing, type Outgoing } from './adapters/outgoing/outgoing.ts'
import { type Bus, createBus } from './adapters/queue/bus.ts'
import { connectRedis, type RedisConnections } from './adapters/queue/connections.ts'
import { createOperationQueue, type OperationQueue } from './adapters/queue/operation-queue.ts'
import { createStore, type Store } from './adapters/store/client.ts'
import { createEncryption, type Encryption, loadSecretKey } from './adapters/store/encryption.ts'
import { createAddressGuard } from './address-guard.ts'
import type { Config } from './config.ts'
import type { ContainerEngine, GitRepositories } from './ports.ts'

/** What use cases and the operations' verbs need. */
export interface Deps {
  config: Config
  logger: Logger
  store: Store
  encryption: Encryption
  redis: RedisConnections
  bus: Bus
  queue: OperationQueue
  /** `fetch` for URLs that people typed. */
  outgoing: Outgoing
  /** undefined: no mail relay is configured. */
  mail: Mailer | undefined
  close(): Promise<void>
}

/** What a worker needs beside it. */
export interface WorkerDeps extends Deps {
  engine: ContainerEngine
  git: GitRepositories
}

/** The composition root: the only place that names adapters. */
export async function createDeps(config: Config): Promise<Deps> {
  const logger = pino({ level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] })
  const encryption = createEncryption(await loadSecretKey(config.secretKeyFile))
  const store = createStore({ databaseUrl: config.databaseUrl })
  const redis = connectRedis(config.redisUrl, logger)
  const bus = createBus(redis, config.redisPrefix, logger)
  const queue = createOperationQueue(redis, config.redisPrefix, logger)
  const outgoing = createOutgoing({ guard: createAddressGuard(config.outgoingAllow), proxy: config.builds })
  const mail = config.mail === undefined ? undefined : createMailer(config.mail)
  return {
    config,
    logger,
    store,
    encryption,
    redis,
    bus,
    queue,
    outgoing,
    mail,
    async close() {
      await queue.close().catch(() => undefined)
      await outgoing.close()
      mail?.close()
      await redis.close()
      await store.$disconnect()
    },
  }
}
