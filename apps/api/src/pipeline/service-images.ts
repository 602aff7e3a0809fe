import { createHash } from 'node:crypto'
import type { Release } from '@fun/compose-model/releases/release'
import type { ServiceImage } from '@fun/compose-model/render-input'
import { type ServiceImageRole, serviceImageRoles, serviceImages } from '@fun/compose-model/service-images'
import type { EnvironmentSpecification } from '@fun/compose-model/specification'
import { type BaseImages, once, pullOnce } from './base-images.ts'
import { contextHash, readFolder } from './build-context.ts'
import { buildRecipe } from './build-image.ts'
import type { Run } from './run.ts'
import { imageOverride, usedRoles } from './service-roles.ts'
import type { RunningStep } from './steps.ts'

/** The image of every role, and for the roles that run here how to have it. */
export interface ServiceImagePlan {
  images: Record<ServiceImageRole, ServiceImage>
  /** By reference; only what this environment runs. */
  makers: Map<string, { role: ServiceImageRole; make(step: RunningStep): Promise<string> }>
}

/** Chooses the image of every role: an override of the specification, the release's official one, or the stand-in built here. */
export async function planServiceImages(
  run: Run,
  bases: BaseImages,
  release: Release,
  specification: EnvironmentSpecification,
): Promise<ServiceImagePlan> {
  const plans = await Promise.all(serviceImageRoles.map((role) => planRole(run, bases, release, specification, role)))
  const makers: ServiceImagePlan['makers'] = new Map()
  const used = usedRoles(specification)
  for (const plan of plans) if (used.has(plan.role)) makers.set(plan.image.reference, plan)
  const image = (role: ServiceImageRole): ServiceImage => {
    const found = plans.find((plan) => plan.role === role)
    if (!found) throw new RangeError(`no image is planned for ${role}`)
    return found.image
  }
  const images = {
    mysql: image('mysql'),
    mongodb: image('mongodb'),
    memcached: image('memcached'),
    rabbitmq: image('rabbitmq'),
    redis: image('redis'),
    nginx: image('nginx'),
  }
  return { images, makers }
}

async function planRole(
  run: Run,
  bases: BaseImages,
  release: Release,
  specification: EnvironmentSpecification,
  role: ServiceImageRole,
) {
  const override = imageOverride(specification, role)
  const official = override ?? (bases.variant === 'official' ? release.images[role] : undefined)
  if (official !== undefined) {
    const image: ServiceImage = { reference: official, variant: 'official' }
    return { role, image, make: (step: RunningStep) => pullOnce(run, official, step) }
  }
  const { standIn } = serviceImages[role]
  const files = await readFolder(`${run.deps.config.repositoryFolder}/${standIn.folder}`)
  const hash = createHash('sha256').update(`${bases.base.id}\n${contextHash(files)}\n`)
  if (standIn.builderBase) hash.update(bases.builderBase.reference)
  const reference = `fun-platform/${role}:${hash.digest('hex').slice(0, 16)}`
  const image: ServiceImage = { reference, variant: 'stand-in' }
  const buildArguments = {
    BASE_IMAGE: bases.base.reference,
    ...(standIn.builderBase ? { BUILDER_BASE: bases.builderBase.reference } : {}),
  }
  const make = (step: RunningStep) =>
    once(run, reference, step, (work) =>
      buildRecipe(work, step, { files, tag: reference, arguments: buildArguments, code: 'build-failed' }),
    )
  return { role, image, make }
}
