import type { RenderInput } from './render-input.ts'
import { type EnvironmentSpecificationInput, environmentSpecification } from './specification.ts'

/** A render input for tests and examples: an environment named `sample` with images that need not exist. */
export function sampleInput(
  specification: EnvironmentSpecificationInput,
  variant: 'official' | 'stand-in' = 'stand-in',
): RenderInput {
  const image = (reference: string) => ({ reference, variant })
  return {
    name: 'sample',
    specification: environmentSpecification.parse(specification),
    images: {
      openedx: 'fun-platform/openedx-production:dev',
      collector: 'fun-platform/openedx-collector:dev',
      mysql: image('fun-platform/mysql:dev'),
      mongodb: image('fun-platform/mongodb:dev'),
      memcached: image('fun-platform/memcached:dev'),
      rabbitmq: image('fun-platform/rabbitmq:dev'),
      redis: image('fun-platform/redis:dev'),
      nginx: image('fun-platform/nginx:dev'),
    },
    staticGeneration: '0123456789abcdef',
    migrationsHash: 'fedcba9876543210',
    commit: 'c0ffee0123',
    ...(specification.kind === 'development'
      ? { development: { workingTree: '/srv/tree', configurationFolder: '/srv/configuration', assetsKey: 'a55e75' } }
      : {}),
  }
}
