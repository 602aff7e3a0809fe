import { join } from 'node:path'
import { exportBundle } from '@fun/compose-model/export-bundle'
import { releaseOf } from '@fun/compose-model/release-catalogue'
import { renderEnvironment } from '@fun/compose-model/render-environment'
import type { RenderInput, ServiceImage } from '@fun/compose-model/render-input'
import type { RenderedEnvironment } from '@fun/compose-model/rendered-environment'
import type { ServiceImageRole } from '@fun/compose-model/service-images'
import type { EnvironmentSpecification } from '@fun/compose-model/specification'
import { planStack } from '@fun/reconcile/plan-stack'
import { printPlan } from '@fun/reconcile/print-plan'
import type { ObservedStack } from '@fun/reconcile/stack'
import type { Config } from '../../config.ts'
import { imageOverride } from '../../pipeline/service-roles.ts'

/** Stands for the tag of an image that has not been made. */
const madeThen = 'made-at-deployment'
const nothing: ObservedStack = { containers: [], networks: [], volumes: [], live: {}, completedJobs: {} }

/** What an environment that is not there yet would be, and the plan that makes it on a host without it. Pure. */
export function renderNew(
  config: Pick<Config, 'sourcesFolder' | 'dataFolder' | 'images'>,
  { name, workingTree = join(config.sourcesFolder, name) }: { name: string; workingTree?: string | undefined },
  specification: EnvironmentSpecification,
  variant: 'official' | 'stand-in' | null,
): { rendered: RenderedEnvironment; compose: string; plan: string } {
  const isDevelopment = specification.kind === 'development'
  const image = imageOf(specification, variant ?? (config.images === 'stand-in' ? 'stand-in' : 'official'))
  const input: RenderInput = {
    name,
    specification,
    images: {
      openedx: `fun-platform/openedx-${isDevelopment ? 'development' : 'code'}:${madeThen}`,
      collector: `fun-platform/openedx-collector:${madeThen}`,
      mysql: image('mysql'),
      mongodb: image('mongodb'),
      memcached: image('memcached'),
      rabbitmq: image('rabbitmq'),
      redis: image('redis'),
      nginx: image('nginx'),
    },
    staticGeneration: '0'.repeat(16),
    migrationsHash: '0'.repeat(16),
    commit: '0'.repeat(12),
    ...(isDevelopment
      ? {
          development: {
            workingTree,
            configurationFolder: join(config.dataFolder, 'environments', name, 'configuration'),
            assetsKey: '0'.repeat(16),
          },
        }
      : {}),
  }
  const rendered = renderEnvironment(input)
  const plan = planStack(nothing, {
    environmentId: '',
    revisionId: '',
    rendered,
    imageIds: {},
    secretVersions: Object.fromEntries(rendered.secretNames.map((secret) => [secret, 1])),
  })
  const compose = exportBundle(rendered, {}).find(({ path }) => path === 'compose.yaml')?.content ?? ''
  return { rendered, compose, plan: printPlan(plan) }
}

/** As the first deployment chooses them: an override, the release's official image, or one that is made here. */
function imageOf(specification: EnvironmentSpecification, variant: ServiceImage['variant']) {
  const release = releaseOf(specification.release)
  return (role: ServiceImageRole): ServiceImage => {
    const official = imageOverride(specification, role) ?? (variant === 'official' ? release.images[role] : undefined)
    return official === undefined
      ? { reference: `fun-platform/${role}:${madeThen}`, variant: 'stand-in' }
      : { reference: official, variant: 'official' }
  }
}
