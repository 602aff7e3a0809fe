import { setTimeout as sleep } from 'node:timers/promises'
import { environmentSpecification } from '@fun/compose-model/specification'
import { z } from 'zod'
import type { Prisma } from '../adapters/store/generated/client.ts'
import type { WorkerDeps } from '../deps.ts'
import type { ContainerUsage, UsageCounters } from '../ports.ts'
import { sumUsage, UsageMemory, usageBetween } from './rates.ts'
import { RequestCounter, type RequestCounts } from './request-counts.ts'
import { leaveSampling, takeSampling } from './sampler-lease.ts'
import { waitingTasks } from './waiting-tasks.ts'

/** Rows are of whole minutes. */
export const sampleSeconds = 60
const minuteMs = sampleSeconds * 1000
const roundTimeoutMs = 50_000

type Deps = Pick<WorkerDeps, 'store' | 'config' | 'logger' | 'engine'>
type ServiceRow = Prisma.ServiceSampleCreateManyInput

interface RunningContainer {
  service: string
  containerId: string
}

interface SampledEnvironment {
  id: string
  name: string
  /** As the observer saw them a few seconds ago: the engine is not asked again. */
  containers: RunningContainer[]
  hasRedisBroker: boolean
}

const observed = z.object({
  services: z.array(z.object({ service: z.string(), containerId: z.string(), state: z.string() })),
})
const seenHost = z.object({ diskFreeBytes: z.number() })

/** Looks once a minute at what a host and its environments use, and writes a row for each service. */
export class Sampler {
  readonly #deps: Deps
  readonly #requests: RequestCounter
  readonly #memories = new Map<string, UsageMemory>()
  #host: UsageCounters | undefined

  constructor(deps: Deps) {
    this.#deps = deps
    this.#requests = new RequestCounter(deps.engine)
  }

  /** One look, written as the minute that ended last before `now`. Does nothing while another worker samples the host. */
  async round(now: Date, signal: AbortSignal): Promise<void> {
    const { store, config } = this.#deps
    const host = await store.host.findUnique({ where: { name: config.hostName } })
    if (host === null) return
    if (!(await takeSampling(this.#deps, host.id))) return this.#rest()
    const at = new Date((Math.floor(now.getTime() / minuteMs) - 1) * minuteMs)
    const environments = await this.#environments(host.id)
    const ids = environments.flatMap(({ containers }) => containers.map(({ containerId }) => containerId))
    const counters = await this.#deps.engine.containerUsage(ids, signal)
    const rows: ServiceRow[] = []
    for (const environment of environments) rows.push(...(await this.#rowsOf(environment, at, counters, signal)))
    this.#requests.follow(environments.flatMap(({ containers }) => idsOf(containers, 'nginx')))
    await store.serviceSample.createMany({ data: rows, skipDuplicates: true })
    await this.#writeHost(host, at, signal)
  }

  /** Another worker samples, or this one ends: nothing is followed, and what is known gets old. */
  #rest(): void {
    this.#requests.follow([])
    this.#memories.clear()
    this.#host = undefined
  }

  async stop(): Promise<void> {
    this.#rest()
    await leaveSampling(this.#deps)
  }

  async #environments(hostId: string): Promise<SampledEnvironment[]> {
    const rows = await this.#deps.store.environment.findMany({
      where: { hostId },
      select: { id: true, name: true, observedState: true, specification: true },
    })
    const here = new Set(rows.map(({ id }) => id))
    for (const id of this.#memories.keys()) if (!here.has(id)) this.#memories.delete(id)
    return rows.map(({ id, name, observedState, specification }) => ({
      id,
      name,
      containers: (observed.safeParse(observedState).data?.services ?? []).filter(({ state }) => state === 'running'),
      hasRedisBroker: runsRedisBroker(specification),
    }))
  }

  async #rowsOf(
    environment: SampledEnvironment,
    at: Date,
    counters: ReadonlyMap<string, ContainerUsage>,
    signal: AbortSignal,
  ): Promise<ServiceRow[]> {
    const { id, containers } = environment
    const memory = this.#memories.get(id) ?? new UsageMemory()
    this.#memories.set(id, memory)
    const own = containers.flatMap(({ containerId }) => {
      const usage = counters.get(containerId)
      return usage === undefined ? [] : [[containerId, usage] as const]
    })
    const used = memory.next(new Map(own))
    const requests = this.#requestsOf(containers)
    const tasks = await this.#tasksOf(environment, signal)
    const services = new Set([...containers.map(({ service }) => service), ...requests.keys()])
    return [...services].map((service) => ({
      environmentId: id,
      at,
      seconds: sampleSeconds,
      service,
      ...sumUsage(idsOf(containers, service).flatMap((containerId) => used.get(containerId) ?? [])),
      ...requests.get(service),
      tasksWaiting: tasks.get(service) ?? null,
    }))
  }

  #requestsOf(containers: RunningContainer[]): Map<string, RequestCounts> {
    const [nginx] = idsOf(containers, 'nginx')
    const counted = nginx === undefined ? undefined : this.#requests.take(nginx)
    return new Map(counted === undefined ? [] : Object.entries(counted))
  }

  async #tasksOf(environment: SampledEnvironment, signal: AbortSignal): Promise<Map<string, number>> {
    const [redis] = idsOf(environment.containers, 'redis')
    if (!environment.hasRedisBroker || redis === undefined) return new Map()
    const found = await waitingTasks(this.#deps.engine, redis, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      this.#deps.logger.debug({ environment: environment.name, error: String(error) }, 'its queues could not be read')
      return undefined
    })
    if (found === undefined) return new Map()
    const workers = Object.entries(found).map(([system, count]) => [`${system}-worker`, count] as const)
    return new Map(workers.filter(([service]) => environment.containers.some((each) => each.service === service)))
  }

  async #writeHost(host: { id: string; observedState: unknown }, at: Date, signal: AbortSignal): Promise<void> {
    const { store, engine } = this.#deps
    const now = await engine.hostUsage(signal)
    const states = await store.operation.groupBy({
      by: ['state'],
      where: { hostId: host.id, state: { in: ['queued', 'running', 'cancelling'] } },
      _count: true,
    })
    const countOf = (...wanted: string[]) =>
      states.reduce((sum, { state, _count }) => sum + (wanted.includes(state) ? _count : 0), 0)
    const row = {
      hostId: host.id,
      at,
      seconds: sampleSeconds,
      ...(now === undefined ? {} : usageBetween(this.#host, now)),
      diskFreeBytes: seenHost.safeParse(host.observedState).data?.diskFreeBytes ?? null,
      operationsQueued: countOf('queued'),
      operationsRunning: countOf('running', 'cancelling'),
    }
    this.#host = now
    await store.hostSample.createMany({ data: [row], skipDuplicates: true })
  }
}

const brokerAlone = z.object({ broker: environmentSpecification.shape.broker })

/** What is not said has its default, which is Redis in a container. */
function runsRedisBroker(specification: unknown): boolean {
  const broker = brokerAlone.safeParse(specification).data?.broker
  return broker?.kind === 'redis' && broker.service.mode === 'container'
}

const idsOf = (containers: RunningContainer[], service: string): string[] =>
  containers.flatMap((each) => (each.service === service ? [each.containerId] : []))

/** Samples at every full minute until the signal aborts. */
export async function sampleEveryMinute(deps: Deps, signal: AbortSignal): Promise<void> {
  const sampler = new Sampler(deps)
  while (!signal.aborted) {
    const waitMs = minuteMs - (Date.now() % minuteMs)
    await sleep(waitMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) break
    await sampler
      .round(new Date(), AbortSignal.any([signal, AbortSignal.timeout(roundTimeoutMs)]))
      .catch((error: unknown) => deps.logger.warn({ error: String(error) }, 'nothing was sampled in this minute'))
  }
  await sampler.stop().catch(() => undefined)
}
