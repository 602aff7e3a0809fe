import type { ComposeProject } from '@fun/compose-model/compose-project'
import type { ConfigurationSet } from '@fun/compose-model/rendered-environment'

/** Compose's own name of a service's container. Numbers start at 1. */
export const containerName = (project: string, service: string, number: number): string =>
  `${project}-${service}-${number}`

/** The engine's name of a network key. */
export const networkName = (project: ComposeProject, key: string): string =>
  project.networks[key]?.name ?? `${project.name}_${key}`

/** The engine's name of a volume key. */
export const volumeName = (project: ComposeProject, key: string): string =>
  project.volumes[key]?.name ?? `${project.name}_${key}`

/** Networks that a service joins, first the primary one; `default` as Compose has it when none is named. */
export function networkKeys(service: { networks?: Record<string, unknown> }): string[] {
  const keys = Object.keys(service.networks ?? {})
  return keys.length === 0 ? ['default'] : keys
}

/**
 * Key of the volume that holds a configuration set, or undefined for a folder on the host. A placement may name the key or the engine's
 * name of a volume; both are understood.
 */
export function configurationVolumeKey(project: ComposeProject, set: ConfigurationSet): string | undefined {
  if (set.placement.kind === 'host-folder') return undefined
  const { volume } = set.placement
  if (project.volumes[volume] !== undefined) return volume
  const byName = Object.keys(project.volumes).find((key) => volumeName(project, key) === volume)
  if (byName !== undefined) return byName
  return volume.startsWith(`${project.name}_`) ? volume.slice(project.name.length + 1) : volume
}
