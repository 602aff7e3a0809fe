import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { page, release } from '@fun/contract/resources'
import { addDevelopmentRoot } from './development-roots.ts'
import type { PortalClient } from './portal-client.ts'
import { runProgram } from './run-program.ts'
import type { Settings } from './settings.ts'
import { say } from './terminal.ts'

/** Which platform the first environment is made of. */
export interface PlatformSource {
  name: string
  url: string
  reference: string
  /** The working tree that SOURCE names, mounted as it is. */
  workingTree?: string
  isSample: boolean
}

const officialRepository = 'https://github.com/openedx/edx-platform'

/** What SOURCE and REF name; without SOURCE the official repository, or the sample platform when that cannot be reached. */
export async function choosePlatformSource(settings: Settings, client: PortalClient): Promise<PlatformSource> {
  const named = process.env.SOURCE
  const reference = process.env.REF || undefined
  if (named && isSampleFolder(settings, named)) return sampleSource(settings, reference)
  if (named) return isAddress(named) ? remoteSource(named, reference) : localSource(named, reference)
  const official = await officialSource(client, reference)
  if (official !== undefined) return official
  say(
    `  ${officialRepository} cannot be reached from here: taking sample-platform/ (name another with SOURCE=<path or URL>).`,
  )
  return sampleSource(settings, reference)
}

/** A repository on disk that SOURCE names may be read by the product from now on; called before its processes start. */
export async function allowNamedFolder(settings: Settings): Promise<void> {
  const named = process.env.SOURCE
  if (!named || isAddress(named) || isSampleFolder(settings, named)) return
  if (!existsSync(named))
    throw new Error(
      `SOURCE=${named} does not exist on this machine: name a folder that holds a git repository, or the address of one, such as SOURCE=${officialRepository}.`,
    )
  await isBare(named)
  addDevelopmentRoot(settings, realpathSync(named))
}

/** Throws when it is no git repository, or only a folder of one. */
async function isBare(path: string): Promise<boolean> {
  const answer = await gitOutput(['-C', path, 'rev-parse', '--is-bare-repository', '--show-prefix'], 10_000)
  const [bare, prefix] = answer?.split('\n') ?? []
  if (answer === undefined || prefix)
    throw new Error(
      `SOURCE=${path} is ${prefix ? 'only a folder of a git repository' : 'no git repository'}: run "git init && git add -A && git commit" in it first.`,
    )
  return bare === 'true'
}

/** The sample platform is a folder of this repository, and is made into a repository of its own. */
function isSampleFolder(settings: Settings, path: string): boolean {
  return existsSync(path) && realpathSync(path) === realpathSync(join(settings.repository, 'sample-platform'))
}

export function isAddress(source: string): boolean {
  return source.includes('://') || /^[\w.-]+@[\w.-]+:/.test(source)
}

async function remoteSource(url: string, reference: string | undefined): Promise<PlatformSource> {
  const head = await gitOutput(['ls-remote', '--symref', '--', url, 'HEAD'], 30_000)
  if (head === undefined) throw new Error(`The repository ${url} cannot be reached: check the address and its access.`)
  const branch = /^ref: refs\/heads\/(\S+)/m.exec(head)?.[1]
  return { name: 'platform', url, reference: reference ?? branch ?? 'main', isSample: false }
}

async function localSource(path: string, reference: string | undefined): Promise<PlatformSource> {
  const folder = realpathSync(path)
  const branch = await gitOutput(['-C', folder, 'symbolic-ref', '--short', 'HEAD'], 10_000)
  const chosen = reference ?? (branch?.trim() || 'HEAD')
  const source = { name: 'platform', url: folder, reference: chosen, isSample: false }
  return (await isBare(path)) ? source : { ...source, workingTree: folder }
}

/** The newest release that can be built here, on its release branch; undefined when the host does not answer. */
async function officialSource(
  client: PortalClient,
  reference: string | undefined,
): Promise<PlatformSource | undefined> {
  const heads = await gitOutput(['ls-remote', '--heads', '--', officialRepository], 10_000)
  if (heads === undefined) return undefined
  const releases = page(release)
    .parse(await client.call('GET', '/releases'))
    .items.filter((each) => each.refusedBecause === null)
  const branches = releases.toReversed().flatMap((each) => [`release/${each.name}`, `open-release/${each.name}.master`])
  const newest = branches.find((branch) => heads.includes(`refs/heads/${branch}\n`))
  return { name: 'platform', url: officialRepository, reference: reference ?? newest ?? 'master', isSample: false }
}

async function sampleSource(settings: Settings, reference: string | undefined): Promise<PlatformSource> {
  return {
    name: 'sample-platform',
    url: await ensureSampleRepository(settings),
    reference: reference ?? 'main',
    isSample: true,
  }
}

export function sampleRepository(settings: Settings): string {
  return join(settings.dataDir, 'sources', 'sample-platform.git')
}

/** sample-platform/ as a bare repository in var/sources, with the same commit ids everywhere; made anew when its files changed. */
export async function ensureSampleRepository(settings: Settings): Promise<string> {
  const folder = join(settings.dataDir, 'sources')
  const bare = sampleRepository(settings)
  const stamp = join(folder, 'sample-platform.hash')
  const hash = hashOfFolder(join(settings.repository, 'sample-platform'))
  if (!existsSync(bare) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    mkdirSync(folder, { recursive: true })
    const made = join(folder, `sample-platform.${process.pid}.git`)
    await runProgram(join(settings.repository, 'bench/make-sample-repo'), [made], {})
    if (existsSync(bare)) {
      await runProgram('git', ['-C', bare, 'fetch', '--quiet', '--force', made, 'refs/heads/*:refs/heads/*'], {})
      rmSync(made, { recursive: true })
    } else {
      renameSync(made, bare)
    }
    writeFileSync(stamp, hash)
  }
  return bare
}

function hashOfFolder(folder: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/node_modules|__pycache__/.test(entry.parentPath),
  )
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

/** stdout, or undefined when git failed or did not answer in time. Never asks for a password. */
async function gitOutput(argumentList: string[], timeoutMs: number): Promise<string | undefined> {
  const environment = {
    ...process.env,
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10',
  }
  return runProgram('git', argumentList, { timeoutMs, environment }).catch(() => undefined)
}
