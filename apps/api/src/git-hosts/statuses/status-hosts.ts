import type { StatusProviderName } from '@fun/contract/webhooks'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import type { StatusHost } from './status-host.ts'

/** Git hosts that are told what became of a commit. */
export const statusHosts: Readonly<Record<StatusProviderName, StatusHost>> = { github, gitlab, gitea }

/** `https://host` of the git host that a source's address names; undefined for a folder. A port that only ssh speaks on is left out. */
export function webOriginOf(sourceUrl: string): string | undefined {
  if (sourceUrl.includes('://') && URL.canParse(sourceUrl)) {
    const { protocol, host, hostname } = new URL(sourceUrl)
    return hostname === '' ? undefined : `https://${protocol === 'https:' ? host : hostname}`
  }
  const host = /^(?:[^@/]+@)?([^:/]+):/.exec(sourceUrl)?.[1]
  return host === undefined ? undefined : `https://${host}`
}
