import type { ComposeService } from '@fun/compose-model/compose-project'
import { labels } from '@fun/reconcile/labels'
import type { ContainerInspectInfo } from 'dockerode'
import { sizeBytes } from './create-body.ts'

type Definition = Pick<ComposeService, 'mem_limit' | 'restart' | 'volumes' | 'networks'>

/**
 * What somebody changed by hand since the container was made (`docker update`, `docker network disconnect`): what the engine shows against
 * the definition in the container's own labels, in words. Empty for a container without that label.
 */
export function drift(info: ContainerInspectInfo): string[] {
  const definition = parseDefinition(info.Config.Labels[labels.serviceDefinition])
  const project = info.Config.Labels[labels.project]
  if (definition === undefined || project === undefined) return []
  return [...limits(info, definition), ...networks(info, definition, project)]
}

/** The memory limit as it is, when it is another than the one that the container was made with. */
export function memoryByHand(info: ContainerInspectInfo): { memoryBytesByHand?: number } {
  const definition = parseDefinition(info.Config.Labels[labels.serviceDefinition])
  if (definition === undefined) return {}
  const { Memory = 0 } = info.HostConfig
  return Memory === memoryOf(definition) ? {} : { memoryBytesByHand: Memory }
}

const memoryOf = ({ mem_limit: limit }: Definition): number => (limit === undefined ? 0 : sizeBytes(limit))

function limits(info: ContainerInspectInfo, definition: Definition): string[] {
  const { Memory = 0, NanoCpus = 0, CpuShares = 0, CpuQuota = 0, CpusetCpus, RestartPolicy } = info.HostConfig
  const { MemoryReservation = 0, PidsLimit } = info.HostConfig
  const found: string[] = []
  const memory = memoryOf(definition)
  if (Memory !== memory) found.push(`memory limit ${showBytes(Memory)}, wanted ${showBytes(memory)}`)
  const restart = RestartPolicy?.Name === '' || RestartPolicy?.Name === undefined ? 'no' : RestartPolicy.Name
  const wanted = definition.restart ?? 'no'
  if (restart !== wanted) found.push(`restart policy ${restart}, wanted ${wanted}`)
  if (MemoryReservation > 0) found.push(`memory reservation ${showBytes(MemoryReservation)}, wanted none`)
  if ((PidsLimit ?? 0) > 0) found.push(`limit of ${PidsLimit} processes, wanted none`)
  if (NanoCpus > 0 || CpuShares > 0 || CpuQuota > 0 || (CpusetCpus ?? '') !== '') found.push('CPU limit, wanted none')
  return found
}

function networks(info: ContainerInspectInfo, definition: Definition, project: string): string[] {
  const keys = Object.keys(definition.networks ?? {})
  const attached = new Set(Object.keys(info.NetworkSettings.Networks))
  const wanted = keys.length === 0 ? ['default'] : keys
  const missing = wanted.filter((key) => !attached.has(`${project}_${key}`) && attached.size < wanted.length)
  const named = new Set(wanted.map((key) => `${project}_${key}`))
  const others = attached.size > wanted.length ? [...attached].filter((name) => !named.has(name)) : []
  return [
    ...missing.map((key) => `not attached to network ${key}`),
    ...others.sort().map((name) => `attached to network ${name}, which is not wanted`),
  ]
}

const showBytes = (bytes: number): string => (bytes === 0 ? 'none' : `${Math.round(bytes / 1024 / 1024)} MB`)

function parseDefinition(text: string | undefined): Definition | undefined {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
