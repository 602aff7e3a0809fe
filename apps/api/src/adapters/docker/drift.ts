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

function limits(info: ContainerInspectInfo, definition: Definition): string[] {
  const { Memory = 0, NanoCpus = 0, CpuShares = 0, CpuQuota = 0, RestartPolicy } = info.HostConfig
  const found: string[] = []
  const memory = definition.mem_limit === undefined ? 0 : sizeBytes(definition.mem_limit)
  if (Memory !== memory) found.push(`memory limit ${showBytes(Memory)}, wanted ${showBytes(memory)}`)
  const restart = RestartPolicy?.Name === '' || RestartPolicy?.Name === undefined ? 'no' : RestartPolicy.Name
  const wanted = definition.restart ?? 'no'
  if (restart !== wanted) found.push(`restart policy ${restart}, wanted ${wanted}`)
  if (NanoCpus > 0 || CpuShares > 0 || CpuQuota > 0) found.push('CPU limit, wanted none')
  return found
}

function networks(info: ContainerInspectInfo, definition: Definition, project: string): string[] {
  const keys = Object.keys(definition.networks ?? {})
  const attached = new Set(Object.keys(info.NetworkSettings.Networks))
  const wanted = keys.length === 0 ? ['default'] : keys
  const missing = wanted.filter((key) => !attached.has(`${project}_${key}`) && attached.size < wanted.length)
  return missing.map((key) => `not attached to network ${key}`)
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
