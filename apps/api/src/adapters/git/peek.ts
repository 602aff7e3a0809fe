import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { GitSource, PeekedCommit, PeekWanted } from '../../ports.ts'
import { unknownReference } from './git-problems.ts'
import { readReferences } from './remote-references.ts'
import { GitFailed, type GitRuntime, runGit } from './run-git.ts'
import { type SourceAddress, sourceAddress } from './source-address.ts'

const fetchTimeoutMs = 120_000
const wholeCommit = /^[0-9a-f]{40}([0-9a-f]{24})?$/

interface Peek {
  source: GitSource
  /** Folder of the bare mirror, which may not be there. */
  mirror: string
  reference: string
  wanted: PeekWanted
}

/**
 * Reads one commit without its history: from the mirror when it has the commit already, else into a bare repository beside it, fetched with depth 1
 * and, where the git host can, without the content of files. Only files that are asked for follow. Throws GitFailed, AddressRefused, Failure
 * `unknown-reference`.
 */
export async function peekCommit(runtime: GitRuntime, peek: Peek, signal: AbortSignal): Promise<PeekedCommit> {
  const { source, mirror, reference, wanted } = peek
  const { heads } = await readReferences(runtime, source, signal)
  const name = reference.replace(/^refs\/(heads|tags)\//, '')
  const ref = [reference, `refs/heads/${name}`, `refs/tags/${name}`].find((candidate) => heads.has(candidate))
  const commit = ref === undefined ? reference : heads.get(ref)
  if (commit === undefined || !wholeCommit.test(commit))
    throw unknownReference(source, reference, branchesLike(heads, name))
  const inMirror = await hasCommit(runtime, mirror, commit, signal)
  if (inMirror) return readCommit(reader(runtime, mirror, undefined, signal), commit, wanted)
  const address = await sourceAddress(runtime, source)
  const folder = `${runtime.mirrorsFolder}/peeks/${source.id}.git`
  await fetchOne(runtime, { folder, address, ref: ref ?? commit }, signal).catch((error: unknown) => {
    if (ref === undefined && error instanceof GitFailed && isAbsent(error))
      throw unknownReference(source, reference, branchesLike(heads, name))
    throw error
  })
  const read = reader(runtime, folder, address, signal)
  // The branch may have moved since it was asked for.
  const fetched = (await read(['rev-parse', '--verify', `${ownRef(ref ?? commit)}^{commit}`])).toString('utf8').trim()
  return readCommit(read, fetched, wanted)
}

const isAbsent = ({ stderr }: GitFailed): boolean => /not our ref|no such remote ref|unadvertised object/i.test(stderr)

/** Branches that a mistyped name may have meant: those that hold its letters, else the first. */
function branchesLike(heads: ReadonlyMap<string, string>, name: string): string[] {
  const branches = [...heads.keys()].flatMap((ref) => /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? [])
  const alike = branches.filter((each) => each.toLowerCase().includes(name.toLowerCase()))
  return (alike.length > 0 ? alike : branches).slice(0, 5)
}

async function hasCommit(runtime: GitRuntime, folder: string, commit: string, signal: AbortSignal): Promise<boolean> {
  const verb = ['cat-file', '-e', `${commit}^{commit}`]
  try {
    await runGit(runtime, { arguments: [`--git-dir=${folder}`, ...verb], signal })
    return true
  } catch (error) {
    if (error instanceof GitFailed) return false
    throw error
  }
}

type Reader = (verb: string[]) => Promise<Buffer>

/** Runs git in a repository; with an address, a file's content that is not there yet is fetched on the way. */
function reader(runtime: GitRuntime, folder: string, address: SourceAddress | undefined, signal: AbortSignal): Reader {
  return (verb) =>
    runGit(runtime, {
      arguments: [`--git-dir=${folder}`, ...verb],
      ...(address === undefined ? {} : overNetwork(address)),
      signal,
    })
}

const overNetwork = (address: SourceAddress) => ({
  configuration: [...address.configuration, ...promisor(address)],
  allowProtocol: address.allowProtocol,
  sshHost: address.sshHost,
})

/** A remote that has what was left out. Source: gitrepository-layout, partial clone. */
const promisor = ({ url }: SourceAddress): Array<[string, string]> => [
  ['remote.peek.url', url],
  ['remote.peek.promisor', 'true'],
  ['remote.peek.partialclonefilter', 'blob:none'],
]

/** A name of our own for every ref, so that no two of them can be in each other's way. */
const ownRef = (ref: string): string => `refs/peek/${createHash('sha256').update(ref).digest('hex').slice(0, 32)}`

async function fetchOne(
  runtime: GitRuntime,
  { folder, address, ref }: { folder: string; address: SourceAddress; ref: string },
  signal: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lockFile = `${folder}/fun-fetch.lock`
  await runGit(runtime, {
    arguments: ['init', '--quiet', '--bare', '--template=', '--', folder],
    lockFile,
    signal,
  })
  const options = ['--quiet', '--force', '--depth=1', '--filter=blob:none', '--no-tags', '--no-auto-gc']
  await runGit(runtime, {
    arguments: [
      `--git-dir=${folder}`,
      'fetch',
      ...options,
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      '--',
      'peek',
      `+${ref}:${ownRef(ref)}`,
    ],
    ...overNetwork(address),
    lockFile,
    timeoutMs: fetchTimeoutMs,
    signal,
  })
}

async function readCommit(read: Reader, commit: string, wanted: PeekWanted): Promise<PeekedCommit> {
  const shown = await read(['show', '--no-patch', '--no-notes', '--format=%H%x00%s%x00%an%x00%cI', commit])
  const [id = commit, subject = '', author = '', at = ''] = shown.toString('utf8').trimEnd().split('\0')
  const listed = await read([
    'ls-tree',
    '-z',
    '--name-only',
    '--full-tree',
    commit,
    '--',
    ...wanted.paths,
    ...wanted.read,
  ])
  const present = listed.toString('utf8').split('\0').filter(Boolean)
  const files: Record<string, string> = {}
  for (const path of wanted.read)
    if (present.includes(path)) files[path] = (await read(['cat-file', 'blob', `${commit}:${path}`])).toString('utf8')
  return { id, subject, author, at, present: present.filter((path) => wanted.paths.includes(path)), files }
}
