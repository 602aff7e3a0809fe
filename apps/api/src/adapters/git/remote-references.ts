import type { GitSource } from '../../ports.ts'
import { type GitRuntime, runGit, writeConfiguration } from './run-git.ts'
import { sourceAddress } from './source-address.ts'

const timeoutMs = 30_000

/** What a repository names now, by whole ref. */
export interface RemoteReferences {
  heads: Map<string, string>
  /** Where its HEAD points, such as `refs/heads/main`; undefined when it does not say. */
  defaultRef: string | undefined
}

/** Asks the repository for its branches and tags; nothing is fetched. Throws AddressRefused or GitFailed. */
export async function readReferences(
  runtime: GitRuntime,
  source: GitSource,
  signal: AbortSignal,
): Promise<RemoteReferences> {
  const address = await sourceAddress(runtime, source)
  await writeConfiguration(runtime)
  const out = await runGit(runtime, {
    arguments: ['ls-remote', '--quiet', '--symref', '--', address.url, 'HEAD', 'refs/heads/*', 'refs/tags/*'],
    configuration: address.configuration,
    allowProtocol: address.allowProtocol,
    sshHost: address.sshHost,
    timeoutMs,
    signal,
  })
  return parseReferences(out.toString('utf8'))
}

/** Parses `ls-remote --symref`; an annotated tag counts as the commit that it names (`^{}`, which comes after it). */
export function parseReferences(text: string): RemoteReferences {
  const heads = new Map<string, string>()
  let defaultRef: string | undefined
  for (const line of text.split('\n')) {
    const [, commit, ref] = /^([0-9a-f]{40,64})\t(refs\/(?:heads|tags)\/.+?)(?:\^\{\})?$/.exec(line) ?? []
    if (commit !== undefined && ref !== undefined) heads.set(ref, commit)
    defaultRef ??= /^ref: (refs\/heads\/.+)\tHEAD$/.exec(line)?.[1]
  }
  return { heads, defaultRef }
}
