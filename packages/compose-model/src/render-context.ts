import { releaseOf } from './release-catalogue.ts'
import type { Release } from './releases/release.ts'
import type { RenderInput } from './render-input.ts'
import { type ServiceImageRole, type ServiceImageTraits, serviceImages } from './service-images.ts'
import { type Addresses, addressesOf } from './settings/addresses.ts'
import { type Connections, connectionsOf } from './settings/connections.ts'
import type { EnvironmentSpecification } from './specification.ts'

/** What every renderer needs, worked out once from the input. */
export interface RenderContext {
  input: RenderInput
  specification: EnvironmentSpecification
  release: Release
  /** `preview` environments are laid out like production ones. */
  layout:
    | { kind: 'production' }
    | { kind: 'development'; workingTree: string; configurationFolder: string; assetsKey: string }
  addresses: Addresses
  connections: Connections
}

/** Throws RangeError when a development environment is rendered without its host paths. */
export function renderContext(input: RenderInput): RenderContext {
  const { specification } = input
  return {
    input,
    specification,
    release: releaseOf(specification.release),
    layout: layoutOf(input),
    addresses: addressesOf(specification),
    connections: connectionsOf(specification, input.images),
  }
}

function layoutOf(input: RenderInput): RenderContext['layout'] {
  switch (input.specification.kind) {
    case 'production':
    case 'preview':
      return { kind: 'production' }
    case 'development': {
      if (!input.development)
        throw new RangeError('A development environment needs the host paths of its tree and configuration.')
      return { kind: 'development', ...input.development }
    }
  }
}

/** What the image that runs a role is like. */
export function imageTraits({ input }: RenderContext, role: ServiceImageRole): ServiceImageTraits {
  const { official, standIn } = serviceImages[role]
  return input.images[role].variant === 'official' ? official : standIn
}
