import { Failure } from '../../pipeline/failure.ts'
import { Redactor } from '../../pipeline/redact.ts'
import type { GitSource } from '../../ports.ts'

/** A text without what opens a repository: the password of its source, and what stands before the host of an address, but for the user of ssh. */
export function withoutCredentials({ credentials }: Pick<GitSource, 'credentials'>, text: string): string {
  const bare = text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/?#'"]*)@/gi,
    (whole: string, scheme: string, userInfo: string) =>
      scheme.toLowerCase() === 'ssh://' && !userInfo.includes(':') ? whole : `${scheme}[redacted]@`,
  )
  if (credentials === undefined) return bare
  const { user, password } = credentials
  return new Redactor([password, Buffer.from(`${user}:${password}`).toString('base64')]).text(bare)
}

/** Problem `repository-unreachable`: git could not read the source; `reason` is git's own sentence or the rule that refused it. */
export function repositoryUnreachable(source: GitSource, reason: string): Failure {
  return new Failure('repository-unreachable', {
    detail: withoutCredentials(source, `${source.url} could not be read: ${reason}`),
    cure: 'Check the address and the credentials of the source, and that this machine may reach it.',
  })
}

/** Problem `unknown-reference`; `branches` are some that exist, newest first. */
export function unknownReference(source: GitSource, reference: string, branches: string[]): Failure {
  return new Failure('unknown-reference', {
    detail: withoutCredentials(source, `${source.url} has no branch, tag or commit named ${reference}.`),
    cure:
      branches.length > 0
        ? `Branches there are, for example: ${branches.join(', ')}.`
        : 'Name a branch, tag or commit.',
  })
}

/** Problem `unknown-reference`: the commit is known, but of a pull request, or of a branch that was replaced by a forced push. */
export function commitOnNoBranch(source: GitSource, commit: string): Failure {
  return new Failure('unknown-reference', {
    detail: withoutCredentials(source, `No branch and no tag of ${source.url} has the commit ${commit}.`),
    cure: 'Approve the delivery of the pull request that it is from (push:approve), go back to the revision that served it, or push a branch with it.',
  })
}

/** Problem `working-tree-has-changes`: a checked-out tree is never touched when something in it would be lost. */
export function workingTreeHasChanges(folder: string, reason: string): Failure {
  return new Failure('working-tree-has-changes', {
    detail: `The working tree ${folder} was left as it is: ${reason}.`,
    cure: 'Commit and push the changes, or move the folder away, and deploy again.',
  })
}
