import { Failure } from '../../pipeline/failure.ts'
import type { GitSource } from '../../ports.ts'

/** Problem `repository-unreachable`: git could not read the source; `reason` is git's own sentence or the rule that refused it. */
export function repositoryUnreachable(source: GitSource, reason: string): Failure {
  return new Failure('repository-unreachable', {
    detail: `${source.url} could not be read: ${reason}`,
    cure: 'Check the address and the credentials of the source, and that this machine may reach it.',
  })
}

/** Problem `unknown-reference`; `branches` are some that exist, newest first. */
export function unknownReference(source: GitSource, reference: string, branches: string[]): Failure {
  return new Failure('unknown-reference', {
    detail: `${source.url} has no branch, tag or commit named ${reference}.`,
    cure:
      branches.length > 0
        ? `Branches there are, for example: ${branches.join(', ')}.`
        : 'Name a branch, tag or commit.',
  })
}

/** Problem `working-tree-has-changes`: a checked-out tree is never touched when something in it would be lost. */
export function workingTreeHasChanges(folder: string, reason: string): Failure {
  return new Failure('working-tree-has-changes', {
    detail: `The working tree ${folder} was left as it is: ${reason}.`,
    cure: 'Commit and push the changes, or move the folder away, and deploy again.',
  })
}
