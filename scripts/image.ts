/** `make image SOURCE=<repository> [REF=HEAD] [TARGET=production] [TAG=…] [BASE_IMAGE=…]`: docker/openedx/Dockerfile by plain `docker build`, without the portal. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { z } from 'zod'
import { engineCall } from './engine.ts'
import { hostBundle } from './product-processes.ts'
import { runProgram } from './run-program.ts'
import { readSettings } from './settings.ts'
import { fail, say } from './terminal.ts'

const forwarded = [
  'BASE_IMAGE',
  'BUILDER_BASE',
  'NODE_VERSION',
  'PIP_INDEX_URL',
  'NPM_REGISTRY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
]

async function image(): Promise<void> {
  const source = process.env.SOURCE
  if (!source) throw new Error('Name a repository of the platform: make image SOURCE=/path/to/edx-platform')
  const { repository } = readSettings()
  const docker = await buildingClient()
  const tag = process.env.TAG || 'openedx:local'
  const base = process.env.BASE_IMAGE || (await baseImage())
  const builder = process.env.BUILDER_BASE || (await builderBase(docker, repository, base))
  const values: NodeJS.ProcessEnv = { ...process.env, BASE_IMAGE: base, BUILDER_BASE: builder }
  const given = forwarded.filter((name) => values[name]).flatMap((name) => ['--build-arg', `${name}=${values[name]}`])
  const context = await makeContext(repository, source, process.env.REF || 'HEAD')
  try {
    say(`  ${docker} build: ${process.env.TARGET || 'production'} of ${source} as ${tag}`)
    const file = join(context, 'docker/openedx/Dockerfile')
    const target = process.env.TARGET || 'production'
    process.exitCode = await inherit(docker, [
      'build',
      '--file',
      file,
      '--target',
      target,
      '--tag',
      tag,
      ...given,
      '--',
      context,
    ])
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

/** What the Dockerfile wants: the committed tree with its folder at docker/openedx. The repository itself is not touched. */
async function makeContext(repository: string, source: string, reference: string): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), 'fun-image-'))
  try {
    const archive = join(context, 'tree.tar')
    await runProgram('git', ['-C', source, 'archive', '--format=tar', `--output=${archive}`, reference], {})
    await runProgram('tar', ['-xf', archive, '-C', context], {})
    rmSync(archive)
    if (!existsSync(join(context, 'manage.py')))
      throw new Error(`${source} at ${reference} is no platform: it has no manage.py.`)
    cpSync(join(repository, 'docker/openedx'), join(context, 'docker/openedx'), { recursive: true })
    return context
  } catch (error) {
    rmSync(context, { recursive: true, force: true })
    throw error
  }
}

function inherit(program: string, argumentList: string[]): Promise<number> {
  const child = spawn(program, argumentList, { stdio: 'inherit', env: { ...process.env, DOCKER_BUILDKIT: '1' } })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

const images = z.array(z.object({ RepoTags: z.array(z.string()).nullable() }))

/** Debian's own image by default; the base that the portal made, when the engine has that one and not Debian's. */
async function baseImage(): Promise<string> {
  const tags = images.parse(await engineCall('GET', '/images/json')).flatMap((each) => each.RepoTags ?? [])
  const official = 'debian:bookworm-slim'
  return tags.includes(official) ? official : (tags.find((tag) => tag.startsWith('fun-platform/base:')) ?? official)
}

/** The base of builder stages: the base and this machine's certificates, so that builds reach what this machine reaches. */
async function builderBase(docker: string, repository: string, base: string): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), 'fun-image-'))
  const tag = 'fun-platform/builder-base:image'
  try {
    cpSync(join(repository, 'docker/services/builder-base'), context, { recursive: true })
    const bundle = hostBundle()
    if (bundle !== '') cpSync(bundle, join(context, 'extra-ca.crt'))
    const status = await inherit(docker, [
      'build',
      '--quiet',
      '--build-arg',
      `BASE_IMAGE=${base}`,
      '--tag',
      tag,
      '--',
      context,
    ])
    if (status !== 0) throw new Error('The base of the builder stages could not be made: see above.')
    return tag
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

/** The first `docker` on PATH that can build with BuildKit: clients from 23 on need buildx for it. */
async function buildingClient(): Promise<string> {
  const candidates = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'docker'))
    .filter((path) => existsSync(path))
  if (candidates.length === 0) throw new Error('There is no docker client on this machine: apt-get install docker.io')
  for (const candidate of candidates) {
    const version = await runProgram(candidate, ['--version'], {}).catch(() => '')
    const major = Number(/version (\d+)/.exec(version)?.[1] ?? 0)
    if (major > 0 && major < 23) return candidate
    if (
      await runProgram(candidate, ['buildx', 'version'], {}).then(
        () => true,
        () => false,
      )
    )
      return candidate
  }
  throw new Error(
    `${candidates[0]} cannot build with BuildKit: install its buildx plugin (apt-get install docker-buildx).`,
  )
}

await image().catch(fail)
