import type { Logger } from 'pino'
import type { RedisConnections } from './connections.ts'

/** Nudges between processes. Nothing may depend on one arriving: whoever listens also looks at PostgreSQL from time to time. */
export interface Bus {
  /** Never throws, never waits. */
  publish(channel: string, message: string): void
  /** Returns the function that ends the subscription. */
  subscribe(channel: string, handler: (message: string) => void): () => void
}

export const channels = {
  /** Message: the newest sequence. */
  operation: (operationId: string): string => `operation:${operationId}`,
  /** Message: empty; the environment, its operation or what was observed of it changed. */
  environment: (environmentId: string): string => `environment:${environmentId}`,
  /** Message: the id of the environment that changed; for whoever watches all of them. */
  environments: 'environments',
  /** Message: empty; somebody's roles, tokens or sessions changed: who lets somebody read on looks again. */
  access: 'access',
  /** Message: an operation id whose cancelling was asked for. */
  cancel: 'cancel',
}

/** Publish/subscribe over one pair of connections; a channel is subscribed once however many listen. */
export function createBus(redis: RedisConnections, prefix: string, logger: Logger): Bus {
  const handlers = new Map<string, Set<(message: string) => void>>()
  redis.subscriber.on('message', (channel: string, message: string) => {
    for (const handler of handlers.get(channel) ?? []) {
      try {
        handler(message)
      } catch (error) {
        // Whoever can publish must not be able to end the process: a message that nobody understands is dropped.
        logger.warn({ channel, error: String(error) }, 'a message was not understood')
      }
    }
  })
  const forget = (error: Error) => logger.debug({ error: error.message }, 'a nudge was lost')
  return {
    publish(channel, message) {
      redis.impatient.publish(`${prefix}:${channel}`, message).catch(forget)
    },
    subscribe(channel, handler) {
      const name = `${prefix}:${channel}`
      const listeners = handlers.get(name) ?? new Set()
      if (listeners.size === 0) redis.subscriber.subscribe(name).catch(forget)
      handlers.set(name, listeners.add(handler))
      return () => {
        listeners.delete(handler)
        if (listeners.size > 0 || handlers.get(name) !== listeners) return
        handlers.delete(name)
        redis.subscriber.unsubscribe(name).catch(forget)
      }
    },
  }
}
