import { beneathRoots } from '../beneath-roots.ts'
import { Failure } from './failure.ts'

/**
 * The folder as it may be mounted now: it was checked when the environment was made, but whoever can write beside it may since have put a
 * link in its place. Throws `working-tree-missing` when it is none, or lies outside of `roots`.
 */
export async function mountableTree(folder: string, roots: string[]): Promise<string> {
  const found = await beneathRoots(folder, roots)
  if (found.kind === 'beneath') return found.real
  if (found.kind === 'missing')
    throw new Failure('working-tree-missing', {
      detail: `The working tree ${folder} is not there.`,
      cure: 'Clone the platform there, or let the environment have a tree of its own (no workingTree).',
    })
  throw new Failure('working-tree-missing', {
    detail: `The working tree ${folder} leads to ${found.real}, which is not beneath a folder that this server allows.`,
    cure: 'Move it beneath a folder of FUN_DEVELOPMENT_ROOTS, which the server’s own configuration names.',
  })
}
