import { dataFormatLabel } from '@fun/compose-model/render-environment'
import { volumeName } from './names.ts'
import type { ObservedStack, WantedStack } from './stack.ts'

/** A data volume was written by another engine or major version than the one that would open it; opening it could destroy it. */
export class DataIncompatible extends Error {
  readonly code = 'data-incompatible'
  readonly cure: string
  readonly facts: { volume: string; written: string; wanted: string }
  constructor(facts: { volume: string; written: string; wanted: string }) {
    super(`the volume ${facts.volume} was written by ${facts.written}, and ${facts.wanted} must not open it`)
    this.facts = facts
    this.cure = `Go back to ${facts.written}, or export the data with it, destroy the environment with its data, and import it with ${facts.wanted}.`
  }
}

/** Throws DataIncompatible for the first volume whose label names another format than the wanted one. Volumes without a label pass. */
export function checkDataFormats(observed: ObservedStack, wanted: WantedStack): void {
  const { project } = wanted.rendered
  for (const [key, definition] of Object.entries(project.volumes)) {
    const volume = volumeName(project, key)
    const written = observed.volumes.find((candidate) => candidate.name === volume)?.labels[dataFormatLabel]
    const format = definition.labels?.[dataFormatLabel]
    if (written !== undefined && format !== undefined && written !== format)
      throw new DataIncompatible({ volume, written, wanted: format })
  }
}
