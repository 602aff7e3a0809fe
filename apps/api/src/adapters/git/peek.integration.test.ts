import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import type { GitSource } from '../../ports.ts'
import { createGitRepositories } from './git-repositories.ts'

const root = mkdtempSync(`${tmpdir()}/fun-git-peek-`)
const upstream = `${root}/upstream`
const sourceId = (last: number) => `01890000-0000-7000-8000-00000000000${last}`
const source: GitSource = { id: sourceId(1), url: upstream }
const signal = AbortSignal.timeout(60_000)
const repositories = createGitRepositories({
  mirrorsFolder: `${root}/mirrors`,
  developmentRoots: [upstream],
  guard: createAddressGuard([]),
  environment: process.env,
  fetchTimeoutMs: 20_000,
})
const wanted = { paths: ['manage.py', 'lms', 'absent'], read: ['release.py', 'no-such.py'] }
const run = (folder: string, ...argv: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv])
    .toString()
    .trim()
const commitAll = (subject: string) => {
  run(upstream, 'add', '-A')
  run(upstream, 'commit', '-q', '-m', subject)
  return run(upstream, 'rev-parse', 'HEAD')
}
/** Objects that a peek has brought, without asking the repository for more. */
const objectsOf = (id: string) =>
  run(`${root}/mirrors/peeks/${id}.git`, 'cat-file', '--batch-all-objects', '--batch-check').split('\n')
let first = ''
let second = ''

beforeAll(() => {
  mkdirSync(`${upstream}/lms`, { recursive: true })
  execFileSync('git', ['init', '-q', '-b', 'main', upstream])
  run(upstream, 'config', 'uploadpack.allowFilter', 'true')
  writeFileSync(`${upstream}/manage.py`, 'print()')
  writeFileSync(`${upstream}/lms/urls.py`, 'x'.repeat(5_000))
  writeFileSync(`${upstream}/release.py`, 'RELEASE_LINE = "teak"')
  first = commitAll('first')
  run(upstream, 'tag', '-a', 'v1', '-m', 'one')
  writeFileSync(`${upstream}/release.py`, 'RELEASE_LINE = "ulmo"')
  second = commitAll('second: with a colon')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('brings one commit without its history and without files that nobody asked for', async () => {
  expect(await repositories.peek(source, 'main', wanted, signal)).toMatchObject({
    id: second,
    subject: 'second: with a colon',
    author: 't',
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}([+-]\d\d:\d\d|Z)$/),
    present: ['lms', 'manage.py'],
    files: { 'release.py': 'RELEASE_LINE = "ulmo"' },
  })
  const kinds = objectsOf(source.id).map((line) => line.split(' ')[1])
  expect(kinds.sort()).toEqual(['blob', 'commit', 'tree', 'tree'])
})

it('brings it by an annotated tag, a whole ref or a whole commit id', async () => {
  for (const reference of ['v1', 'refs/tags/v1', first])
    expect(await repositories.peek(source, reference, wanted, signal)).toMatchObject({
      id: first,
      files: { 'release.py': 'RELEASE_LINE = "teak"' },
    })
})

it('sees a branch move, also by a forced push, and a branch that takes the place of a folder of branches', async () => {
  run(upstream, 'branch', 'topic/one', first)
  expect((await repositories.peek(source, 'topic/one', wanted, signal)).id).toBe(first)
  run(upstream, 'branch', '-D', 'topic/one')
  run(upstream, 'branch', 'topic', second)
  expect((await repositories.peek(source, 'topic', wanted, signal)).id).toBe(second)
  run(upstream, 'branch', '-f', 'topic', first)
  expect((await repositories.peek(source, 'topic', wanted, signal)).id).toBe(first)
})

it('works where the git host cannot leave the content of files out', async () => {
  run(upstream, 'config', 'uploadpack.allowFilter', 'false')
  const other = { id: sourceId(2), url: upstream }
  const peeked = await repositories.peek(other, 'main', wanted, signal)
  run(upstream, 'config', 'uploadpack.allowFilter', 'true')
  expect(peeked).toMatchObject({ id: second, present: ['lms', 'manage.py'] })
})

it('fetches nothing when the mirror has the commit', async () => {
  const mirrored = { id: sourceId(3), url: upstream }
  await repositories.fetch(mirrored, signal)
  expect(await repositories.peek(mirrored, 'main', wanted, signal)).toMatchObject({ id: second })
  expect(() => objectsOf(mirrored.id)).toThrow()
})

it('side by side, none breaks another', async () => {
  const fresh = { id: sourceId(4), url: upstream }
  const peeks = ['main', 'v1', 'main', first].map((reference) => repositories.peek(fresh, reference, wanted, signal))
  expect((await Promise.all(peeks)).map(({ id }) => id)).toEqual([second, first, second, first])
})

it.each(['absent', 'main~1', '--upload-pack=x', '0'.repeat(40), ''])(
  'refuses %s, which names nothing',
  async (named) => {
    await expect(repositories.peek(source, named, wanted, signal)).rejects.toMatchObject({ code: 'unknown-reference' })
  },
)

it.each(['/etc', 'https://127.0.0.1/x.git', 'git@10.0.0.1:x.git', 'ext::sh -c true'])(
  'neither looks at %s nor fetches from it',
  async (url) => {
    const refused = { id: sourceId(5), url }
    const code = 'repository-unreachable'
    await expect(repositories.peek(refused, 'main', wanted, signal)).rejects.toMatchObject({ code })
    await expect(repositories.remoteReferences(refused, signal)).rejects.toMatchObject({ code })
  },
)

it('tells the default branch, and of an annotated tag the commit behind it', async () => {
  const { heads, defaultRef } = await repositories.remoteReferences(source, signal)
  expect(defaultRef).toBe('refs/heads/main')
  expect(heads.get('refs/tags/v1')).toBe(first)
  expect(heads.get('refs/heads/main')).toBe(second)
})
