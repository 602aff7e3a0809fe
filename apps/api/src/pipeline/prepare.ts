import type { Release } from '@fun/compose-model/releases/release'
import type { RenderInput } from '@fun/compose-model/render-input'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import { type EnvironmentSpecification, environmentSpecification } from '@fun/compose-model/specification'
import { z } from 'zod'
import { availablePythons } from './available-pythons.ts'
import { type BaseImages, ensureBaseImages, imageVariant } from './base-images.ts'
import { Failure } from './failure.ts'
import { type ImagePlan, planImage } from './image-plan.ts'
import { holdsFiles, render } from './render.ts'
import {
  checkBuildable,
  checkIsPlatform,
  type ResolvedSource,
  releaseOfCommit,
  resolveSource,
} from './resolve-source.ts'
import type { EnvironmentWithSource, Run } from './run.ts'
import { planServiceImages, type ServiceImagePlan } from './service-images.ts'
import { mountableTree } from './working-tree.ts'

/** What planning and applying need to know, of a commit or of a revision that is gone back to. */
export interface Deployable {
  environment: EnvironmentWithSource
  specification: EnvironmentSpecification
  resolved: { commit: string; subject: string }
  input: RenderInput
  rendered: RenderedEnvironment
  /** Set when an earlier revision is gone back to. */
  back?: BackTo
}

/** The revision that is gone back to, and what came after it. */
export interface BackTo {
  revision: number
  /** Migrations that were applied since. */
  migrations: string[]
  /** There may be more that nobody noted. */
  migrationsUnknown: boolean
}

/** Everything that is known of a deployment before anything is made: what deploy and plan share. */
export interface Prepared extends Deployable {
  resolved: ResolvedSource
  release: Release
  bases: BaseImages
  image: ImagePlan
  services: ServiceImagePlan
}

/**
 * Fetches, checks and renders. The only things it makes are base images and, in development, the working tree. `known`: what the reference
 * was resolved to already.
 */
export async function prepare(
  run: Run,
  environment: EnvironmentWithSource,
  reference: string,
  known?: ResolvedSource,
): Promise<Prepared> {
  const resolved = known ?? (await resolveSource(run, environment.source, reference))
  const { release, specification } = await run.steps.run('check', 'Check the platform', async (step) => {
    checkIsPlatform(resolved)
    const stored = z.record(z.string(), z.json()).parse(environment.specification)
    const release = await releaseOfCommit(
      run,
      resolved,
      typeof stored.release === 'string' ? stored.release : undefined,
    )
    const variant = (await imageVariant(run)) ?? 'official'
    checkBuildable(release, availablePythons(variant))
    const specification = environmentSpecification.parse({ ...stored, release: release.name })
    if (stored.release === undefined) await rememberRelease(run, environment.id, { ...stored, release: release.name })
    step.detail(`${release.title}, ${specification.kind}`)
    return { release, specification }
  })
  const bases = await ensureBaseImages(run, release)
  // With `auto` it is known only now which Pythons can be had.
  checkBuildable(release, availablePythons(bases.variant))
  const image = await planImage(run, resolved, environment.sourceId, bases, release, trustDomainOf(specification))
  const services = await planServiceImages(run, bases, release, specification)
  const workingTree = specification.kind === 'development' ? await workingTreeOf(run, environment, resolved) : undefined
  const { input, rendered } = render(run, { environment, specification, image, services: services.images, workingTree })
  return { environment, specification, resolved, release, bases, image, services, input, rendered }
}

const trustDomainOf = ({ kind }: EnvironmentSpecification) => (kind === 'preview' ? 'preview' : 'default')

/** The release that the tree named becomes part of the specification: a later branch does not change it by itself. */
async function rememberRelease(
  run: Run,
  id: string,
  specification: Record<string, z.core.util.JSONType>,
): Promise<void> {
  await run.deps.store.environment.update({
    where: { id },
    data: { specification: JSON.parse(JSON.stringify(specification)) },
  })
}

/** Folder that a development environment mounts: the one that a person named, or a clone made here. */
async function workingTreeOf(run: Run, environment: EnvironmentWithSource, resolved: ResolvedSource): Promise<string> {
  if (environment.workingTree !== null) {
    const folder = await mountableTree(environment.workingTree, run.deps.config.developmentRoots)
    if (await holdsFiles(folder)) return folder
    throw new Failure('working-tree-missing', {
      detail: `The working tree ${environment.workingTree} is empty.`,
      cure: 'Clone the platform there, or let the environment have a tree of its own (no workingTree).',
    })
  }
  const folder = `${run.deps.config.sourcesFolder}/${environment.name}`
  await run.steps.run('checkout', 'Check the working tree out', async (step) => {
    await run.git.checkout(resolved.source, resolved.commit, folder, run.signal)
    step.detail(folder)
  })
  return folder
}
