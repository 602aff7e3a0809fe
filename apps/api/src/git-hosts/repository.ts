/**
 * `owner/name` (or longer) of the repository that an address names, as a git host would say it; undefined for a folder, which has no host.
 * `https://host/a/b.git`, `ssh://git@host/a/b` and `git@host:a/b.git` are all `a/b`.
 */
export function repositoryOf(url: string): string | undefined {
  if (url.startsWith('/') || url.startsWith('file:')) return undefined
  const path = URL.canParse(url) && url.includes('://') ? new URL(url).pathname : /^[^:/]+:(.+)$/.exec(url)?.[1]
  const name = decodePath(path ?? '')
    .replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '')
  return name === '' ? undefined : name
}

/** Whether a source is of the repository that a delivery names; a host may lie beneath a path of its own. True for a folder: nobody can tell. */
export function isRepository(sourceUrl: string, fullName: string): boolean {
  const own = repositoryOf(sourceUrl)?.toLowerCase()
  const told = fullName.toLowerCase()
  return own === undefined || own === told || own.endsWith(`/${told}`)
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
