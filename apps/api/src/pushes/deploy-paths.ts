import type { DeployPaths } from '@fun/contract/resources'
import picomatch from 'picomatch'
import type { ChangedPaths, Follower } from './push.ts'

/** Extended globs are left out: matching some of them takes for ever. Files that begin with a dot are files like others. */
const options = { dot: true, noextglob: true }

/** The paths among these that make a push deploy. */
export function matchingPaths({ include, exclude }: DeployPaths, paths: string[]): string[] {
  const isIncluded = include.length === 0 ? () => true : picomatch(include, options)
  const isExcluded = exclude.length === 0 ? () => false : picomatch(exclude, options)
  return paths.filter((path) => isIncluded(path) && !isExcluded(path))
}

/**
 * What a push means for an environment with `deployPaths`, as far as who told of it knows: `deploy`; `leave`; or `ask-git`, when some of the
 * changed files are not known and none of the others matches. An environment that serves nothing is deployed: everything is new to it.
 */
export function judgePaths(
  { deployPaths, servingCommit }: Pick<Follower, 'deployPaths' | 'servingCommit'>,
  changed: ChangedPaths | null,
): 'deploy' | 'leave' | 'ask-git' {
  if (deployPaths === null || servingCommit === null) return 'deploy'
  if (changed === null) return 'ask-git'
  if (matchingPaths(deployPaths, changed.paths).length > 0) return 'deploy'
  return changed.complete ? 'leave' : 'ask-git'
}

/** Why nothing was deployed, as half a sentence. `changed`: how many files did. */
export function reasonOfPaths({ include, exclude }: DeployPaths, changed: number): string {
  const files = changed === 1 ? 'the file that changed is' : `none of the ${changed} files that changed is`
  const wanted = include.length === 0 ? 'any' : include.join(', ')
  const but = exclude.length === 0 ? '' : ` but ${exclude.join(', ')}`
  return `is left as it is: ${files}${changed === 1 ? ' not' : ''} one that deploys it (deployPaths: ${wanted}${but})`
}
