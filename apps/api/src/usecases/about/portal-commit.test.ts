import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, expect, test } from 'vitest'
import { checkedOutCommit } from './portal-commit.ts'

const folder = mkdtempSync(`${tmpdir()}/fun-commit-`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const git = (...argv: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv])
    .toString()
    .trim()

test('a folder that is no repository, or has no commit yet, has none', async () => {
  expect(await checkedOutCommit(folder)).toBeNull()
  git('init', '-q', '-b', 'main')
  expect(await checkedOutCommit(folder)).toBeNull()
})

test('the commit is found on a branch, when refs are packed, and without a branch', async () => {
  git('commit', '-q', '--allow-empty', '-m', 'one')
  const first = git('rev-parse', 'HEAD')
  expect(await checkedOutCommit(folder)).toBe(first)
  git('pack-refs', '--all')
  expect(await checkedOutCommit(folder)).toBe(first)
  git('commit', '-q', '--allow-empty', '-m', 'two')
  expect(await checkedOutCommit(folder)).toBe(git('rev-parse', 'HEAD'))
  git('checkout', '-q', '--detach', first)
  expect(await checkedOutCommit(folder)).toBe(first)
})
