import { isDeepStrictEqual } from 'node:util'
import type { ObservedContainer } from '@fun/reconcile/stack'
import type { WorkerDeps } from './deps.ts'
import { asJson } from './events/append.ts'
import { publishEnvironment } from './events/publish.ts'
import { environmentLooks, hostLooks } from './notifications/host-troubles.ts'
import { noteTroubles } from './notifications/standing-trouble.ts'
import { Failure, failureProblem } from './pipeline/failure.ts'
import { StackWatch } from './stack-watch.ts'

type Health = 'starting' | 'healthy' | 'degraded' | 'failed' | 'stopped' | 'unknown'
const roundTimeoutMs = 30_000

/**
 * Looks at the engine and at every environment on it, and tells what changed. That one of the workers does so at a time is enough; several do no harm. Stacks
 * that `watch` knows to rest are not asked for again.
 */
export async function observeHost(deps: WorkerDeps, stopping: AbortSignal, watch = new StackWatch()): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(roundTimeoutMs)])
  const host = await deps.store.host.findUnique({ where: { name: deps.config.hostName } })
  if (!host) return
  const state = await hostState(deps, signal)
  await deps.store.host.update({
    where: { id: host.id },
    data: { observedState: asJson(state), observedAt: new Date() },
  })
  const environments = await deps.store.environment.findMany({
    where: { hostId: host.id },
    select: { id: true, name: true, wantedState: true, observedState: true, lock: true },
  })
  const looks = hostLooks({ ...host, ...state }, deps.config)
  for (const environment of environments) {
    // One stack that cannot be read keeps no other from being seen.
    const seen =
      'problem' in state
        ? undefined
        : await watch
            .containers(environment.name, () => deps.engine.containers(environment.name, signal))
            .catch((error: unknown) => {
              signal.throwIfAborted()
              deps.logger.warn({ environment: environment.name, error: String(error) }, 'a stack could not be read')
              return undefined
            })
    const now = seen ? stackState(seen, environment.wantedState) : { health: 'unknown', services: [] }
    if (!isDeepStrictEqual(asPlain(now), environment.observedState)) {
      await deps.store.environment.updateMany({
        where: { id: environment.id },
        data: { observedState: asJson(now), observedAt: new Date() },
      })
      publishEnvironment(deps.bus, environment.id)
    }
    if (environment.wantedState !== 'running')
      looks.push({ subject: `environment ${environment.id}`, kind: 'unhealthy', seen: 'dropped' })
    else if (!isBeingChanged(environment.lock)) looks.push(...environmentLooks({ ...environment, ...now }, deps.config))
  }
  const ids = environments.map(({ id }) => id)
  await deps.store.environment.updateMany({ where: { id: { in: ids } }, data: { observedAt: new Date() } })
  await noteTroubles(deps.store, looks)
}

/** Containers come and go while an operation replaces them; what it leaves is looked at afterwards. */
function isBeingChanged(lock: { reason: string; expiresAt: Date } | null): boolean {
  return lock !== null && lock.expiresAt > new Date() && /^(deploy|start|stop|restart|destroy) /.test(lock.reason)
}

async function hostState(deps: WorkerDeps, signal: AbortSignal) {
  try {
    const { version, apiVersion, memoryBytes, cpus, diskFreeBytes } = await deps.engine.info(signal)
    return { version, apiVersion, memoryBytes, cpus, diskFreeBytes }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    const failure = new Failure('engine-unreachable', {
      detail,
      cure: 'Start the Docker engine; operations that wait go on by themselves.',
    })
    return { problem: failureProblem(failure, (text) => text) }
  }
}

/** As it is read from the database again. */
const asPlain = (state: object): unknown => JSON.parse(JSON.stringify(state))

/** Services and their health as packages/contract has them. */
export function stackState(containers: readonly ObservedContainer[], wantedState: string) {
  const services = containers
    .filter((container) => !container.oneOff)
    .map((container) => ({
      service: container.service,
      containerId: container.id,
      containerName: container.name,
      image: container.imageReference,
      state: container.state,
      health: containerHealth(container, wantedState),
      startedAt: null,
      drift: container.drift,
      ...(container.memoryBytesByHand === undefined ? {} : { memoryBytesByHand: container.memoryBytesByHand }),
    }))
  return {
    health: stackHealth(
      services.map((service) => service.health),
      wantedState,
    ),
    services,
  }
}

function containerHealth(container: ObservedContainer, wantedState: string): Health {
  switch (container.state) {
    case 'running':
      if (container.health === 'unhealthy') return 'degraded'
      return container.health === 'starting' ? 'starting' : 'healthy'
    case 'created':
      return 'starting'
    case 'restarting':
    case 'dead':
      return 'failed'
    case 'paused':
    case 'removing':
      return 'degraded'
    case 'exited':
      return wantedState === 'running' ? 'failed' : 'stopped'
  }
}

function stackHealth(all: Health[], wantedState: string): Health {
  if (all.length === 0) return wantedState === 'running' ? 'failed' : wantedState === 'absent' ? 'unknown' : 'stopped'
  for (const health of ['healthy', 'stopped', 'failed'] as const)
    if (all.every((each) => each === health)) return health
  if (all.includes('failed') || all.includes('degraded') || all.includes('stopped')) return 'degraded'
  return 'starting'
}
