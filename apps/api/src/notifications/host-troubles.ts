import type { NotificationContent } from '@fun/contract/notifications'
import type { Look } from './standing-trouble.ts'

/** An environment as a worker saw it in one round. */
export interface SeenEnvironment {
  id: string
  name: string
  health: string
  services: ReadonlyArray<{ service: string; health: string; state: string; drift: readonly string[] }>
}

/** A host as a worker saw it: its engine's problem, or its free disk where that is known. */
export interface SeenHost {
  id: string
  name: string
  problem?: { detail: string; cure?: string | undefined } | undefined
  diskFreeBytes?: number | undefined
}

/** How much is "for a while" and "little". */
export interface TroubleLimits {
  troubleSeconds: number
  diskLowBytes: number
}

const nothing = { cure: null, environment: null, operation: null, commit: null, reference: null, durationSeconds: null }

/** Does the engine answer, and has it room? An engine that does not answer says nothing about its disk. */
export function hostLooks(host: SeenHost, { troubleSeconds, diskLowBytes }: TroubleLimits): Look[] {
  const { name, problem, diskFreeBytes } = host
  const subject = `host ${host.id}`
  const lasting = { badSeconds: troubleSeconds, goodSeconds: troubleSeconds }
  const tell =
    (title: string, sentence: string, cure: string | null = null) =>
    (): NotificationContent => ({
      ...nothing,
      title: `host ${name}: ${title}`,
      sentence,
      cure,
    })
  const looks: Look[] = [
    {
      subject,
      kind: 'unreachable',
      seen: problem === undefined ? 'good' : 'bad',
      ...lasting,
      begins: {
        event: 'host.unreachable',
        content: tell('engine unreachable', problem?.detail ?? '', problem?.cure ?? null),
      },
      ends: { event: 'host.recovered', content: tell('engine answers again', 'Operations that waited go on.') },
    },
  ]
  if (diskFreeBytes === undefined) return looks
  const free = `${(diskFreeBytes / 1024 ** 3).toFixed(1)} GB are free.`
  const cure = 'Prune the host, or make room: builds and deployments are refused when it is full.'
  return [
    ...looks,
    {
      subject,
      kind: 'disk',
      seen: diskFreeBytes < diskLowBytes ? 'bad' : 'good',
      ...lasting,
      begins: { event: 'disk.nearly-full', content: tell('disk nearly full', free, cure) },
      ends: { event: 'disk.recovered', content: tell('disk has room again', free) },
    },
  ]
}

/** Does what should run run, and has nobody changed it by hand? While it starts, neither can be told. */
export function environmentLooks(environment: SeenEnvironment, { troubleSeconds }: TroubleLimits): Look[] {
  const { id, name, health, services } = environment
  const common = {
    subject: `environment ${id}`,
    environmentId: id,
    badSeconds: troubleSeconds,
    goodSeconds: troubleSeconds,
  }
  const tell =
    (title: string, sentence: string, cure: string | null = null) =>
    (): NotificationContent => ({
      ...nothing,
      title: `${name}: ${title}`,
      sentence,
      cure,
      environment: { id, name },
    })
  const broken = services.filter((each) => each.health !== 'healthy' && each.health !== 'starting')
  const drifted = services.filter(({ drift }) => drift.length > 0)
  const looks: Look[] = []
  if (health === 'failed' || health === 'degraded' || health === 'healthy') {
    const which = broken.map(({ service, state }) => `${service} (${state})`).join(', ')
    const sentence = which === '' ? 'No container of it is there.' : `Not healthy: ${which}.`
    looks.push({
      ...common,
      kind: 'unhealthy',
      seen: health === 'healthy' ? 'good' : 'bad',
      begins: {
        event: 'environment.unhealthy',
        content: tell(health === 'failed' ? 'down' : 'unhealthy', sentence, 'Its logs say why.'),
      },
      ends: { event: 'environment.recovered', content: tell('healthy again', 'All services are healthy.') },
    })
  }
  if (health !== 'unknown') {
    const changes = drifted.map(({ service, drift }) => `${service}: ${drift.join(', ')}`).join('; ')
    looks.push({
      ...common,
      kind: 'drifted',
      seen: drifted.length > 0 ? 'bad' : 'good',
      begins: {
        event: 'environment.drifted',
        content: tell('changed by hand', `${changes}.`, 'The next deployment reverts it, unless it is adopted.'),
      },
    })
  }
  return looks
}
