import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import type { GitSource } from '../../ports.ts'
import { createGitRepositories } from './git-repositories.ts'

const root = mkdtempSync(`${tmpdir()}/fun-git-`)
const upstream = `${root}/upstream`
const source: GitSource = { id: '01890000-0000-7000-8000-000000000001', url: upstream }
const signal = AbortSignal.timeout(60_000)
const repositories = createGitRepositories({
  mirrorsFolder: `${root}/mirrors`,
  developmentRoots: [upstream],
  guard: createAddressGuard([]),
  environment: process.env,
  fetchTimeoutMs: 20_000,
})
const git = (...argv: string[]) =>
  execFileSync('git', ['-C', upstream, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv])
    .toString()
    .trim()
const commitAll = (subject: string) => {
  git('add', '-A')
  git('commit', '-q', '-m', subject)
  return git('rev-parse', 'HEAD')
}
let first = ''

beforeAll(async () => {
  mkdirSync(`${upstream}/folder`, { recursive: true })
  execFileSync('git', ['init', '-q', '-b', 'main', upstream])
  writeFileSync(`${upstream}/.gitattributes`, 'hidden.txt export-ignore\nfile.txt export-subst\n')
  writeFileSync(`${upstream}/hidden.txt`, 'still archived')
  writeFileSync(`${upstream}/file.txt`, '$Format:%H$')
  writeFileSync(`${upstream}/folder/a b.txt`, 'spaces')
  first = commitAll('first: the tree')
  git('tag', 'v1')
  await repositories.fetch(source, signal)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('git repositories', () => {
  it('resolves a branch, a tag, a commit and an abbreviated commit to the same commit', async () => {
    for (const reference of ['main', 'v1', first, first.slice(0, 8), 'refs/heads/main'])
      expect(await repositories.resolve(source, reference, signal)).toBe(first)
  })

  it('refuses unknown references and revision expressions with a code and names that exist', async () => {
    for (const reference of ['no-such', 'main~1', '--upload-pack=x', 'main:file.txt', 'HEAD@{1}', ''])
      await expect(repositories.resolve(source, reference, signal)).rejects.toMatchObject({ code: 'unknown-reference' })
    await expect(repositories.resolve(source, 'no-such', signal)).rejects.toMatchObject({
      cure: expect.stringContaining('main'),
    })
  })

  it('sees new commits and forgets deleted branches after a fetch', async () => {
    git('checkout', '-q', '-b', 'topic')
    writeFileSync(`${upstream}/file.txt`, 'changed')
    const second = commitAll('second')
    await repositories.fetch(source, signal)
    expect(await repositories.resolve(source, 'topic', signal)).toBe(second)
    git('checkout', '-q', 'main')
    git('branch', '-q', '-D', 'topic')
    await repositories.fetch(source, signal)
    await expect(repositories.resolve(source, 'topic', signal)).rejects.toMatchObject({ code: 'unknown-reference' })
  })

  it('fetches a pull request only when asked to, and by no pattern', async () => {
    git('checkout', '-q', '--detach', 'main')
    writeFileSync(`${upstream}/file.txt`, 'of a fork')
    const head = commitAll('of a fork')
    git('update-ref', 'refs/pull/12/head', head)
    git('checkout', '-q', 'main')
    await repositories.fetch(source, signal)
    await expect(repositories.tree(source, head, signal)).rejects.toThrow()
    await repositories.fetch(source, signal, ['refs/pull/12/head'])
    expect(await repositories.resolve(source, head, signal, ['refs/pull/12/head'])).toBe(head)
    expect((await repositories.remoteHeads(source, signal)).has('refs/pull/12/head')).toBe(false)
    for (const ref of ['refs/pull/*/head', 'pull/12/head', 'refs/pull/12/head:refs/heads/main', '--upload-pack=x'])
      await expect(repositories.fetch(source, signal, [ref])).rejects.toThrow('is no whole ref')
    expect(await repositories.resolve(source, 'main', signal)).not.toBe(head)
  })

  it('takes nothing of a pull request that was fetched once, by whatever name, until a branch has it', async () => {
    const head = git('rev-parse', 'refs/pull/12/head')
    await repositories.fetch(source, signal, ['refs/pull/12/head'])
    const names = [
      'refs/pull/12/head',
      'refs/fun/pull/12/head',
      'pull/12/head',
      'fun/pull/12/head',
      'FETCH_HEAD',
      'HEAD',
    ]
    for (const reference of [...names, head, head.slice(0, 8)])
      await expect(repositories.resolve(source, reference, signal), reference).rejects.toMatchObject({
        code: 'unknown-reference',
      })
    await expect(repositories.resolve(source, head, signal)).rejects.toMatchObject({
      detail: expect.stringContaining('No branch and no tag'),
      cure: expect.stringContaining('push:approve'),
    })
    git('branch', '-q', 'taken', head)
    await repositories.fetch(source, signal)
    for (const reference of ['taken', head, head.slice(0, 8)])
      expect(await repositories.resolve(source, reference, signal)).toBe(head)
    git('branch', '-q', '-D', 'taken')
  })

  it('asks what branches and tags name without fetching; an annotated tag names its commit', async () => {
    git('tag', '-a', 'v1-annotated', '-m', 'annotated', first)
    git('checkout', '-q', '-b', 'asked')
    writeFileSync(`${upstream}/unfetched.txt`, 'x')
    const unfetched = commitAll('not fetched yet')
    git('checkout', '-q', 'main')
    const heads = await repositories.remoteHeads(source, signal)
    expect(heads.get('refs/heads/main')).toBe(first)
    expect(heads.get('refs/heads/asked')).toBe(unfetched)
    expect(heads.get('refs/tags/v1')).toBe(first)
    expect(heads.get('refs/tags/v1-annotated')).toBe(first)
    expect([...heads.keys()].filter((ref) => ref.includes('^') || !ref.startsWith('refs/'))).toEqual([])
    await expect(repositories.resolve(source, 'asked', signal)).rejects.toMatchObject({ code: 'unknown-reference' })
    const elsewhere = { id: 'other', url: '/etc' }
    await expect(repositories.remoteHeads(elsewhere, signal)).rejects.toMatchObject({ code: 'repository-unreachable' })
  })

  it('knows which commit comes after which', async () => {
    await repositories.fetch(source, signal)
    const newest = git('rev-parse', 'asked')
    expect(await repositories.contains(source, newest, first, signal)).toBe(true)
    expect(await repositories.contains(source, first, newest, signal)).toBe(false)
    // Git hosts tell of an annotated tag by its own object.
    expect(await repositories.contains(source, first, git('rev-parse', 'v1-annotated'), signal)).toBe(true)
    expect(await repositories.contains(source, newest, '1'.repeat(40), signal)).toBe(false)
  })

  it('archives what the commit holds, whatever attributes the tree sets', async () => {
    const tar = await buffer(repositories.archive(source, first, ['hidden.txt', 'file.txt', 'folder'], signal))
    const text = tar.toString('latin1')
    expect(text).toContain('still archived')
    expect(text).toContain('$Format:%H$')
    expect(text).toContain('folder/a b.txt')
  })

  it('lists the tree and reads one file', async () => {
    const tree = await repositories.tree(source, first, signal)
    expect(tree.map((entry) => entry.path)).toContain('folder/a b.txt')
    expect(await repositories.file(source, first, 'folder/a b.txt', signal)).toBe('spaces')
    expect(await repositories.file(source, first, 'absent', signal)).toBeUndefined()
    expect(await repositories.commit(source, first, signal)).toMatchObject({ id: first, subject: 'first: the tree' })
  })

  it('checks a working tree out, moves it forward, and leaves one with local changes alone', async () => {
    const folder = `${root}/src/demo`
    await repositories.checkout(source, first, folder, signal)
    expect(execFileSync('git', ['-C', folder, 'rev-parse', '--abbrev-ref', 'HEAD']).toString().trim()).toBe('main')
    writeFileSync(`${upstream}/new.txt`, 'new')
    const next = commitAll('third')
    await repositories.fetch(source, signal)
    await repositories.checkout(source, next, folder, signal)
    expect(readFileSync(`${folder}/new.txt`, 'utf8')).toBe('new')
    writeFileSync(`${folder}/new.txt`, 'mine')
    await expect(repositories.checkout(source, first, folder, signal)).rejects.toMatchObject({
      code: 'working-tree-has-changes',
    })
    expect(readFileSync(`${folder}/new.txt`, 'utf8')).toBe('mine')
    expect(existsSync(`${folder}.partial`)).toBe(false)
  })

  it('neither replaces a folder that it cannot read as one, nor a file that git ignores', async () => {
    writeFileSync(`${root}/src/a-file`, 'mine')
    await expect(repositories.checkout(source, first, `${root}/src/a-file`, signal)).rejects.toThrow()
    expect(readFileSync(`${root}/src/a-file`, 'utf8')).toBe('mine')

    const folder = `${root}/src/ignoring`
    await repositories.checkout(source, first, folder, signal)
    mkdirSync(`${folder}/.git/info`)
    writeFileSync(`${folder}/.git/info/exclude`, 'private.txt\n')
    writeFileSync(`${folder}/private.txt`, 'mine')
    writeFileSync(`${upstream}/private.txt`, 'theirs')
    const next = commitAll('a file that somebody ignores')
    await repositories.fetch(source, signal)
    await expect(repositories.checkout(source, next, folder, signal)).rejects.toMatchObject({
      code: 'working-tree-has-changes',
    })
    expect(readFileSync(`${folder}/private.txt`, 'utf8')).toBe('mine')
  })

  it('runs no filter command that the tree itself configures', async () => {
    const folder = `${root}/src/filtering`
    await repositories.checkout(source, first, folder, signal)
    const command = `touch ${root}/ran`
    for (const part of ['clean', 'smudge', 'process'])
      execFileSync('git', ['-C', folder, 'config', `filter.evil.${part}`, command])
    execFileSync('git', ['-C', folder, 'config', 'filter.evil.required', 'true'])
    mkdirSync(`${folder}/.git/info`)
    writeFileSync(`${folder}/.git/info/attributes`, '* filter=evil\n')
    execFileSync('git', ['-C', folder, 'config', 'core.alternateRefsCommand', command])
    writeFileSync(`${folder}/.git/objects/info/alternates`, `${upstream}/.git/objects\n`)
    utimesSync(`${folder}/file.txt`, 1, 1)
    writeFileSync(`${upstream}/filtered.txt`, 'theirs')
    const next = commitAll('a file to filter')
    await repositories.fetch(source, signal)
    await repositories.checkout(source, next, folder, signal)
    expect(readFileSync(`${folder}/filtered.txt`, 'utf8')).toBe('theirs')
    expect(existsSync(`${root}/ran`)).toBe(false)
  })

  it.each([
    ['a folder outside of the development roots', '/etc'],
    ['a folder that is not there', `${upstream}/absent`],
    ['another transport', 'http://example.org/x.git'],
    ['a command as transport', 'ext::sh -c true'],
    ['the machine itself', 'https://127.0.0.1/x.git'],
    ['a private address over ssh', 'git@10.0.0.1:x.git'],
    ['a private IPv6 address', 'https://[fd00::1]/x.git'],
    ['an option in the place of a host', 'ssh://-oProxyCommand=x/y'],
  ])('refuses %s as a source', async (_what, url) => {
    await expect(repositories.fetch({ id: 'other', url }, signal)).rejects.toMatchObject({
      code: 'repository-unreachable',
    })
  })

  it('fetches side by side without one run breaking the other', async () => {
    await Promise.all([1, 2, 3, 4].map(() => repositories.fetch(source, signal)))
  })
})
