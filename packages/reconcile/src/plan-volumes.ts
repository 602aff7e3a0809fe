import { volumeHash } from './config-hash.ts'
import { labels } from './labels.ts'
import { configurationVolumeKey, volumeName } from './names.ts'
import { type Planning, writeImmutable } from './planning.ts'
import type { ObservedStack, WantedStack } from './stack.ts'

/** Keys of data volumes that the plan makes: what was stored in them before, if anything, is not there. */
export function missingDataVolumes(observed: ObservedStack, wanted: WantedStack): Set<string> {
  const { project, configuration } = wanted.rendered
  const held = new Set(configuration.map((set) => configurationVolumeKey(project, set)))
  const present = new Set(observed.volumes.map((volume) => volume.name))
  return new Set(Object.keys(project.volumes).filter((key) => !held.has(key) && !present.has(volumeName(project, key))))
}

/** Makes missing volumes and fills new immutable ones. A volume whose definition differs is left as it is, and marked. */
export function planVolumes(planning: Planning): void {
  const { draft, observed, project } = planning
  const keys = new Set([
    ...Object.keys(project.volumes),
    ...planning.immutableSets.keys(),
    ...planning.liveSets.map((live) => live.volumeKey),
  ])
  for (const key of [...keys].sort()) {
    const name = volumeName(project, key)
    const resource = `volume ${name}`
    const existing = observed.volumes.find((volume) => volume.name === name)
    if (existing === undefined) {
      const created = draft.add({ kind: 'create-volume', key, resource, cause: 'not found' }, [])
      const set = planning.immutableSets.get(key)
      const ready = set === undefined ? created : writeImmutable(planning, set, 'its volume is new', [created])
      planning.volumeIds.set(key, [ready])
      continue
    }
    const definition = project.volumes[key]
    const diverged = definition !== undefined && existing.configHash !== volumeHash(definition)
    if (diverged && existing.configHash !== '' && !isConfiguration(existing))
      draft.mark({
        kind: 'data-loss',
        resource,
        reason:
          'its definition differs from the wanted one; it is kept as it is, because making it anew would lose its data',
      })
  }
}

/** Removes volumes of immutable sets that no wanted container mounts. A roll-back renders them again, so none is kept. */
export function planUnwantedConfiguration(planning: Planning): void {
  const { draft, observed, project } = planning
  const wanted = new Set([...planning.immutableSets.keys()].map((key) => volumeName(project, key)))
  for (const key of Object.keys(project.volumes)) wanted.add(volumeName(project, key))
  const after = [...draft.idsOf('remove-container'), ...draft.idsOf('wait-ready', 'run-job', 'switch-routes')]
  for (const volume of observed.volumes) {
    if (!isConfiguration(volume) || wanted.has(volume.name)) continue
    if (planning.liveSets.some((live) => volumeName(project, live.volumeKey) === volume.name)) continue
    const resource = `volume ${volume.name}`
    draft.add(
      { kind: 'remove-volume', name: volume.name, resource, cause: 'no container uses this configuration' },
      after,
    )
  }
}

const isConfiguration = (volume: ObservedStack['volumes'][number]): boolean =>
  volume.labels[labels.configurationSet] !== undefined
