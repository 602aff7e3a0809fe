import { execFileSync } from 'node:child_process'
import { createCipheriv, randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { createAddressGuard } from '../../address-guard.ts'
import { createGitRepositories } from './git-repositories.ts'

const root = mkdtempSync(`${tmpdir()}/fun-git-grows-`)
const upstream = `${root}/upstream`
const megabyte = 1024 ** 2
const fileBytes = 500 * megabyte
afterAll(() => rmSync(root, { recursive: true, force: true }))

const git = (...argv: string[]) =>
  execFileSync('git', ['-C', upstream, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...argv])

/** Bytes that do not compress, made quickly. */
async function writeNoise(path: string): Promise<void> {
  const cipher = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16))
  const zeros = Buffer.alloc(megabyte)
  const source = Readable.from(
    (function* () {
      for (let written = 0; written < fileBytes; written += megabyte) yield zeros
    })(),
  )
  await pipeline(source, cipher, createWriteStream(path))
}

/** Largest resident memory that any git process beneath this one had while `work` ran, in bytes. */
async function peakOfGit(work: Promise<unknown>): Promise<number> {
  let peak = 0
  let runs = true
  const watch = (async () => {
    while (runs) {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
        if (!/^(\S*\/)?git/.test(command)) continue
        const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '')
        if (!environment.includes(root)) continue
        const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
        // Anonymous memory: pages of pack files that are mapped belong to the kernel's cache.
        peak = Math.max(peak, Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024)
      }
      await sleep(200)
    }
  })()
  try {
    await work
  } finally {
    runs = false
    await watch
  }
  return peak
}

it('a repository that grows by 500 MB is fetched in bounded memory, and only its inputs are read', {
  timeout: 240_000,
}, async () => {
  mkdirSync(upstream)
  execFileSync('git', ['init', '-q', '-b', 'main', upstream])
  // Noise is neither compressed nor compared when the test commits it.
  git('config', 'core.compression', '0')
  writeFileSync(`${upstream}/code.py`, 'before')
  git('add', '-A')
  git('commit', '-q', '-m', 'small')
  const source = { id: '01890000-0000-7000-8000-0000000000ff', url: upstream }
  const repositories = createGitRepositories({
    mirrorsFolder: `${root}/mirrors`,
    developmentRoots: [upstream],
    guard: createAddressGuard([]),
    environment: process.env,
    fetchTimeoutMs: 90_000,
  })
  await repositories.fetch(source, AbortSignal.timeout(30_000))

  await writeNoise(`${upstream}/large.bin`)
  writeFileSync(`${upstream}/code.py`, 'after')
  git('-c', 'core.bigFileThreshold=1m', 'add', '-A')
  git('commit', '-q', '-m', 'large')
  const before = process.memoryUsage.rss()
  const signal = AbortSignal.timeout(100_000)
  const peak = await peakOfGit(repositories.fetch(source, signal))
  expect(peak).toBeGreaterThan(0)
  expect(peak).toBeLessThan(200 * megabyte)

  const commit = await repositories.resolve(source, 'main', signal)
  expect(await repositories.file(source, commit, 'code.py', signal)).toBe('after')
  let archived = 0
  for await (const chunk of repositories.archive(source, commit, ['code.py'], signal)) archived += chunk.length
  expect(archived).toBeLessThan(megabyte)
  expect(process.memoryUsage.rss() - before).toBeLessThan(200 * megabyte)
})
