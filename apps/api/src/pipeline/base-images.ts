import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import type { Release } from '@fun/compose-model/releases/release'
import { contextHash, readFolder } from './build-context.ts'
import { buildRecipe } from './build-image.ts'
import { isEngineUnreachable } from './engine-unreachable.ts'
import { Failure } from './failure.ts'
import type { Run } from './run.ts'
import { singleFlight } from './single-flight.ts'
import type { RunningStep } from './steps.ts'

/** Where images of this engine come from, and the bases that everything made here stands on. */
export interface BaseImages {
  variant: 'official' | 'stand-in'
  base: { reference: string; id: string }
  builderBase: { reference: string; id: string }
}

const standInBase = 'fun-platform/base:bookworm'
const officialBase = 'debian:bookworm-slim'
/** How long a registry may be silent before it counts as out of reach. */
const registrySilenceMsMax = 20_000
const pullSilenceMsMax = 180_000
const makeBaseTimeoutMs = 900_000
/** What looking for an image takes. */
type ImageLooker = Pick<Run, 'engine' | 'signal'> & { deps: { config: Pick<Run['deps']['config'], 'images'> } }

/** Which variant an engine has; with `auto`, what is there already decides, so that an installation keeps the variant it began with. */
export async function imageVariant({ deps, engine, signal }: ImageLooker): Promise<BaseImages['variant'] | undefined> {
  switch (deps.config.images) {
    case 'official':
      return 'official'
    case 'stand-in':
      return 'stand-in'
    case 'auto':
      if (await engine.imageId(standInBase, signal)) return 'stand-in'
      return (await engine.imageId(officialBase, signal)) ? 'official' : undefined
  }
}

/** Makes sure that both bases exist. Idempotent; one worker at a time makes them. */
export function ensureBaseImages(run: Run, release: Release): Promise<BaseImages> {
  return run.steps.run('image-base', 'Base images', async (step) => {
    const { base, variant } = await ensureBase(run, release, step)
    const builderBase = await ensureBuilderBase(run, base, step)
    step.detail(`${base.reference}, ${variant === 'official' ? 'official images' : 'stand-ins from Debian packages'}`)
    return { variant, base, builderBase }
  })
}

async function ensureBase(run: Run, release: Release, step: RunningStep) {
  const variant = await imageVariant(run)
  const python = release.python.split('.').slice(0, 2).join('.')
  const official = python === '3.11' ? officialBase : `python:${python}-slim-bookworm`
  if (variant === 'official')
    return { variant, base: { reference: official, id: await pullOnce(run, official, step) } } as const
  if (variant === undefined) {
    try {
      const id = await pullOnce(run, official, step, registrySilenceMsMax)
      return { variant: 'official', base: { reference: official, id } } as const
    } catch (error) {
      run.signal.throwIfAborted()
      if (isEngineUnreachable(error)) throw error
      step.line(`No image registry can be reached (${messageOf(error)}): the base is made from Debian packages.`)
    }
  }
  return { variant: 'stand-in', base: { reference: standInBase, id: await makeBase(run, step) } } as const
}

/** Image id of a reference that is pulled when the engine does not have it. Throws `image-pull-failed`. */
export async function pullOnce(
  run: Run,
  reference: string,
  step: RunningStep,
  silenceMsMax = pullSilenceMsMax,
): Promise<string> {
  const existing = await run.engine.imageId(reference, run.signal)
  if (existing) return existing
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(new Error('the registry does not answer')), silenceMsMax)
  const heard = (line: string) => {
    timer.refresh()
    step.line(line)
  }
  try {
    return await run.engine.pull(reference, heard, AbortSignal.any([run.signal, silent.signal]))
  } catch (error) {
    run.signal.throwIfAborted()
    if (isEngineUnreachable(error)) throw error
    throw new Failure('image-pull-failed', {
      detail: `${reference} could not be pulled: ${messageOf(error)}`,
      cure: 'Check that the engine reaches the registry, or let this installation build its images (FUN_IMAGES=stand-in).',
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}

async function makeBase(run: Run, step: RunningStep): Promise<string> {
  const existing = await run.engine.imageId(standInBase, run.signal)
  if (existing) return existing
  return once(run, standInBase, step, async (work) => {
    const folder = `${run.deps.config.dataFolder}/images`
    await mkdir(folder, { recursive: true })
    const tar = `${folder}/base-${run.operation.id}.tar`
    try {
      await debootstrap(work, tar, step)
      return await work.engine.importImage(createReadStream(tar), standInBase, work.signal)
    } finally {
      await rm(tar, { force: true })
    }
  })
}

function debootstrap(run: Run, tar: string, step: RunningStep): Promise<void> {
  const command = `${run.deps.config.repositoryFolder}/docker/services/base/make-base`
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([run.signal, AbortSignal.timeout(makeBaseTimeoutMs)])
    const child = spawn(command, [tar], { signal, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk: Buffer) => step.line(chunk.toString('utf8').trimEnd()))
    child.stderr.on('data', (chunk: Buffer) => step.line(chunk.toString('utf8').trimEnd(), 'stderr'))
    child.on('error', (error) => reject(run.signal.aborted ? run.signal.reason : baseFailed(run, step, error.message)))
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(baseFailed(run, step, `make-base ended with ${code}`)),
    )
  })
}

function baseFailed(run: Run, step: RunningStep, reason: string): Failure {
  return new Failure('base-image-failed', {
    detail: `The base image could not be made from Debian packages: ${reason}.`,
    cure: 'Install debootstrap, run the worker as root, and check that a Debian mirror can be reached.',
    log: run.log.tail(step.key),
  })
}

async function ensureBuilderBase(run: Run, base: BaseImages['base'], step: RunningStep): Promise<BaseImages['base']> {
  const { config } = run.deps
  const files = await readFolder(`${config.repositoryFolder}/docker/services/builder-base`)
  if (config.caBundleFile !== undefined)
    files.push({ path: 'extra-ca.crt', content: await readFile(config.caBundleFile), mode: 0o644 })
  const key = createHash('sha256')
    .update(`${base.id}\n${contextHash(files)}`)
    .digest('hex')
    .slice(0, 16)
  const reference = `fun-platform/builder-base:${key}`
  const existing = await run.engine.imageId(reference, run.signal)
  if (existing) return { reference, id: existing }
  const id = await once(run, reference, step, (work) =>
    buildRecipe(work, step, {
      files,
      tag: reference,
      arguments: { BASE_IMAGE: base.reference },
      code: 'base-image-failed',
    }),
  )
  return { reference, id }
}

/**
 * Single flight over the engine: looks again once the lock is held, because another worker may have made the image meanwhile. `make` gets a
 * run that ends with this one, unless another operation waits for the image: a cancel touches no neighbour.
 */
export function once(
  run: Run,
  reference: string,
  step: RunningStep,
  make: (work: Run) => Promise<string>,
): Promise<string> {
  return singleFlight(
    run.deps.config.databaseUrl,
    `image ${run.operation.hostId} ${reference}`,
    () => step.line(`${reference} is being made by another operation; waiting for it`),
    async (signal) => (await run.engine.imageId(reference, signal)) ?? make({ ...run, signal }),
    run.signal,
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
