import type { GitReference } from '@fun/contract/new-environment'
import type { GitRepositories } from '../ports.ts'

type Remote = Awaited<ReturnType<GitRepositories['remoteReferences']>>

const byNumber = new Intl.Collator('en', { numeric: true })

/** The default branch, then branches by name, then tags, newest number first. What is called exactly as searched comes before all. */
export function orderReferences({ heads, defaultRef }: Remote, search: string): GitReference[] {
  const wanted = search.trim().toLowerCase()
  const all = [...heads].flatMap(([ref, commit]): GitReference[] => {
    const [, folder, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? []
    if (name === undefined || !name.toLowerCase().includes(wanted)) return []
    return [{ kind: folder === 'heads' ? 'branch' : 'tag', name, commit, isDefault: ref === defaultRef }]
  })
  return all.sort((a, b) => rank(a, wanted) - rank(b, wanted) || compareNames(a, b))
}

function rank({ kind, name, isDefault }: GitReference, wanted: string): number {
  if (wanted !== '' && name.toLowerCase() === wanted) return 0
  if (isDefault) return 1
  return kind === 'branch' ? 2 : 3
}

const compareNames = (a: GitReference, b: GitReference): number =>
  a.kind === 'tag' ? byNumber.compare(b.name, a.name) : byNumber.compare(a.name, b.name)
