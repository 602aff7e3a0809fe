import { isCodeInput, isEntryPointInput } from './image-inputs.ts'
import type { ImageTreeEntry } from './image-parts.ts'

/** What turns the code of one commit into that of another: paths from the root of the tree. */
export interface CodeIncrement {
  /** Files and symbolic links that are new, or differ in content or mode. */
  changed: string[]
  /** Files and symbolic links that are gone. One that became a folder is gone; the files of that folder are new. */
  removed: string[]
}

/** Above this, a code part made from nothing costs no more than an increment, and the next increments are small again. */
export const incrementPathsMax = 1500

/**
 * The increment between the trees of two commits, or undefined when the code part must be made from nothing: entry points are made
 * anew, or too much has changed. Increments always start from an image that was made from nothing, so that no chain of them grows.
 */
export function codeIncrement(before: ImageTreeEntry[], after: ImageTreeEntry[]): CodeIncrement | undefined {
  const old = codeEntries(before)
  const wanted = codeEntries(after)
  const changed = [...wanted].flatMap(([path, identity]) => (old.get(path) === identity ? [] : [path]))
  const removed = [...old.keys()].filter((path) => !wanted.has(path))
  if (changed.length + removed.length > incrementPathsMax) return undefined
  const entryPointsChange =
    changed.some((path) => isEntryPointInput(path) && !(old.has(path) && path.endsWith('/__init__.py'))) ||
    removed.some(isEntryPointInput)
  return entryPointsChange ? undefined : { changed, removed }
}

/** Mode and object of every input of the code part. Submodules have no content in this repository. */
function codeEntries(tree: ImageTreeEntry[]): Map<string, string> {
  const entries = tree.filter(({ path, mode }) => mode !== '160000' && isCodeInput(path))
  return new Map(entries.map(({ path, mode, objectId }) => [path, `${mode} ${objectId}`]))
}
