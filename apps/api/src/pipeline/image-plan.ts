import {
  type ImagePartKey,
  type ImagePartName,
  imagePartKeys,
  recipeForTrustDomain,
} from '@fun/compose-model/image-parts'
import type { Release } from '@fun/compose-model/releases/release'
import type { BaseImages } from './base-images.ts'
import { type ContextFile, contextHash, readFolder } from './build-context.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Run } from './run.ts'

/** Of the recipe, path in every build context. */
export const dockerfile = 'docker/openedx/Dockerfile'

/** The parts of one commit's image on one engine: named, not yet made. */
export interface ImagePlan {
  resolved: ResolvedSource
  sourceId: string
  keys: Record<ImagePartName, ImagePartKey>
  recipe: ContextFile[]
  /** Every build argument; those that a part does not declare are left out of its key, and are harmless in its build. */
  arguments: Record<string, string>
}

/** Names every part by its inputs; makes nothing. */
export async function planImage(
  run: Run,
  resolved: ResolvedSource,
  sourceId: string,
  bases: BaseImages,
  release: Release,
  trustDomain: 'default' | 'preview' = 'default',
): Promise<ImagePlan> {
  const recipe = await readFolder(`${run.deps.config.repositoryFolder}/docker/openedx`, 'docker/openedx/')
  const counted = {
    BASE_IMAGE: bases.base.reference,
    NODE_VERSION: release.node,
    SETUPTOOLS_VERSION: release.setuptools,
  }
  const keys = imagePartKeys({
    tree: resolved.tree,
    recipeHash: contextHash(recipe),
    arguments: { ...counted, BASE_IMAGE_ID: bases.base.id },
  })
  const { pipIndexUrl, npmRegistry } = run.deps.config.builds
  return {
    resolved,
    sourceId,
    keys,
    recipe: recipe.map((file) => (file.path === dockerfile ? inTrustDomain(file, trustDomain) : file)),
    arguments: {
      ...counted,
      BUILDER_BASE: bases.builderBase.reference,
      ...(pipIndexUrl ? { PIP_INDEX_URL: pipIndexUrl } : {}),
      ...(npmRegistry ? { NPM_REGISTRY: npmRegistry } : {}),
    },
  }
}

/** The same recipe over caches of its own: code of a preview, which may be anybody's, never writes what another build reads. */
function inTrustDomain(file: ContextFile, trustDomain: string): ContextFile {
  return { ...file, content: Buffer.from(recipeForTrustDomain(file.content.toString('utf8'), trustDomain)) }
}
