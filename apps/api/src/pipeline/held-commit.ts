import { isByPush } from '../operations/supersede.ts'
import { type ResolvedSource, resolveSource } from './resolve-source.ts'
import type { EnvironmentWithSource, Run } from './run.ts'

/** The commit of a deploy that a push asked for; undefined when a person did. Throws as `resolveSource`. */
export async function resolvePush(
  run: Run,
  { source }: EnvironmentWithSource,
  reference: string,
): Promise<ResolvedSource | undefined> {
  return isByPush(run.operation.trigger) ? resolveSource(run, source, reference) : undefined
}

/**
 * Whether a push would bring back what a person went back from. Only the resolved commit tells: the branch may name that one while an older
 * one, or none, was told of. The operation then ends with this sentence (`result.leftAlone`) and touches nothing.
 */
export async function isHeld(
  run: Run,
  { name, heldCommit }: EnvironmentWithSource,
  { commit }: ResolvedSource,
): Promise<boolean> {
  if (heldCommit !== commit) return false
  const leftAlone = `${name} was taken back from ${commit.slice(0, 10)}; deploy it to go forward.`
  await run.pin({ leftAlone })
  await run.steps.skip('deploy', 'Deploy', leftAlone)
  return true
}
