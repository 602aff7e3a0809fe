import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'

export interface ClassicRun {
  docker: Docker
  /** A checkout of the platform; the tree that is built. */
  checkout: string
  /** The product's image for development: dependencies are there already. */
  baseImage: string
  /** A running LMS, whose settings are taken. */
  lmsContainerId: string
  /** Makes the one-line change of Python in the checkout. */
  change(): Promise<unknown>
}

const tag = 'fun-bench/classic:latest'

/** Builds once so that every layer is cached, changes one line, and returns the seconds that the second build takes. Removes the image. */
export async function classicSeconds(run: ClassicRun): Promise<number> {
  const settings = path.join(run.checkout, '.classic')
  await mkdir(settings, { recursive: true })
  await copyFile(path.join(import.meta.dirname, 'classic.Dockerfile'), path.join(settings, 'Dockerfile'))
  await unpackSettings(run, settings)
  try {
    await build(run)
    console.error('  the classic recipe was built once; now after one line')
    await run.change()
    const began = performance.now()
    await build(run)
    return (performance.now() - began) / 1000
  } finally {
    await rm(settings, { recursive: true, force: true })
    await run.docker
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined)
  }
}

/** `config/` of a running LMS: rendered settings, with placeholders where secrets belong. */
async function unpackSettings({ docker, lmsContainerId }: ClassicRun, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xf', '-', '-C', folder], { stdio: ['pipe', 'ignore', 'inherit'] })
  const archive = await docker.getContainer(lmsContainerId).getArchive({ path: '/openedx/config' })
  await Promise.all([pipeline(archive, tar.stdin), ended(tar)])
}

async function build({ docker, checkout, baseImage }: ClassicRun): Promise<void> {
  const tar = spawn('tar', ['-C', checkout, '--exclude=./.git', '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stream = await docker.buildImage(tar.stdout as Readable, {
    t: tag,
    version: '2',
    dockerfile: '.classic/Dockerfile',
    buildargs: { BASE: baseImage },
  })
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error, messages: Array<{ error?: string }>) => {
      const problem = error?.message ?? messages.find((message) => message.error !== undefined)?.error
      if (problem === undefined) resolve()
      else reject(new Error(`the classic recipe failed: ${problem}`))
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with ${code}`))))
  })
}
