import { createHash } from 'node:crypto'
import {
  isAssetInput,
  isCodeInput,
  isCollectInput,
  isDevelopmentInput,
  isNodeInput,
  isPythonInput,
} from './image-inputs.ts'

export const imagePartNames = ['runtime', 'python', 'node', 'assets', 'code', 'collector', 'development'] as const
export type ImagePartName = (typeof imagePartNames)[number]

/** An entry of `git ls-tree -r`: path from the root of the tree, mode as git prints it, id of the blob. */
export interface ImageTreeEntry {
  path: string
  mode: string
  objectId: string
}

/** A content-addressed slice of the platform image: a target of docker/openedx/Dockerfile and all that it is made of. */
export interface ImagePart {
  name: ImagePartName
  /** Target of the Dockerfile. The part `code` is the image that production runs. */
  target: string
  /** Parts that this one is built on; each is passed by tag in the build argument of `upstreamArgument`. */
  upstream: ImagePartName[]
  /** Upstream parts that an increment replaces: images that differ in nothing else have the same foundation. */
  replaced?: ImagePartName[]
  /** Build arguments that change the content, and so the key. Index URLs, proxies and the CA bundle do not. */
  arguments: string[]
  /** Whether a file of the tree is an input. */
  includes(path: string): boolean
}

const base = ['BASE_IMAGE', 'BASE_IMAGE_ID']

/** The parts, each after all that it is built on: the order in which one builds them. `python`, `node` and `runtime` are independent. */
export const imageParts: Record<ImagePartName, ImagePart> = {
  runtime: { name: 'runtime', target: 'runtime', upstream: [], arguments: base, includes: () => false },
  python: {
    name: 'python',
    target: 'python',
    upstream: [],
    arguments: [...base, 'UV_VERSION', 'SETUPTOOLS_VERSION'],
    includes: isPythonInput,
  },
  node: { name: 'node', target: 'node', upstream: [], arguments: ['NODE_VERSION'], includes: isNodeInput },
  assets: {
    name: 'assets',
    target: 'assets',
    upstream: ['node'],
    arguments: ['SETUPTOOLS_VERSION'],
    includes: isAssetInput,
  },
  code: {
    name: 'code',
    target: 'production',
    upstream: ['runtime', 'python'],
    arguments: base,
    includes: isCodeInput,
  },
  collector: {
    name: 'collector',
    target: 'collector',
    upstream: ['runtime', 'python', 'node', 'assets', 'code'],
    replaced: ['assets', 'code'],
    arguments: base,
    includes: () => false,
  },
  development: {
    name: 'development',
    target: 'development',
    upstream: ['runtime', 'python', 'node', 'assets'],
    arguments: [...base, 'SETUPTOOLS_VERSION'],
    includes: isDevelopmentInput,
  },
}

/** Build argument through which a part's tag is passed to the parts built on it. */
export function upstreamArgument(part: ImagePartName): string {
  return `${part.toUpperCase()}_PART`
}

export interface ImagePartKey {
  /** First 16 hex digits of the sha256 over everything the part is made of. */
  key: string
  tag: string
  /** As `key`, without the files of the tree and the parts that an increment replaces. */
  foundation: string
  /** Paths for `git --literal-pathspecs archive`: whole folders where all of a folder is an input. Empty: the recipe is the whole context. */
  inputs: string[]
}

export interface ImagePartKeysInput {
  tree: ImageTreeEntry[]
  /** Hash of the folder docker/openedx, which goes into every context at that path. */
  recipeHash: string
  /** Build arguments by name; those that a part does not declare do not count. `BASE_IMAGE_ID` pins what `BASE_IMAGE` names. */
  arguments: Record<string, string>
}

/**
 * Names every part of a commit's image by its content. Parts of other commits and environments with the same key are the same
 * image. Submodules (mode 160000) are no inputs: they have no content in this repository.
 */
export function imagePartKeys(input: ImagePartKeysInput): Record<ImagePartName, ImagePartKey> {
  const tree = sorted(input.tree)
  const folders = folderCounts(tree)
  const keyOf = (part: ImagePart, upstreamKeys: ImagePartKey[]): ImagePartKey => {
    const entries = tree.filter((entry) => part.includes(entry.path))
    const hash = createHash('sha256')
    hash.update(`part ${part.name}\nrecipe ${input.recipeHash}\n`)
    for (const name of part.arguments) hash.update(`argument ${name}=${input.arguments[name] ?? ''}\n`)
    const isReplaced = (index: number) => part.replaced?.includes(part.upstream[index] ?? part.name) === true
    const lines = upstreamKeys.map((upstream) => `upstream ${upstream.key}\n`)
    for (const line of lines.filter((_, index) => !isReplaced(index))) hash.update(line)
    const foundation = hash.copy().digest('hex').slice(0, 16)
    for (const line of lines.filter((_, index) => isReplaced(index))) hash.update(line)
    hashEntries(hash, entries)
    const key = hash.digest('hex').slice(0, 16)
    return { key, foundation, tag: `fun-platform/openedx-${part.name}:${key}`, inputs: collapse(entries, folders) }
  }
  const runtime = keyOf(imageParts.runtime, [])
  const python = keyOf(imageParts.python, [])
  const node = keyOf(imageParts.node, [])
  const assets = keyOf(imageParts.assets, [node])
  const code = keyOf(imageParts.code, [runtime, python])
  return {
    runtime,
    python,
    node,
    assets,
    code,
    collector: keyOf(imageParts.collector, [runtime, python, node, assets, code]),
    development: keyOf(imageParts.development, [runtime, python, node, assets]),
  }
}

export interface StaticGenerationInput {
  tree: ImageTreeEntry[]
  keys: Record<ImagePartName, ImagePartKey>
  /** Hash of the settings that collectstatic reads (rendered settings modules and YAML, secrets by name). */
  settingsHash: string
}

/**
 * Names a static generation by the inputs of collectstatic (16 hex digits): the collector needs to be built and run only when no
 * generation of that name exists. Python code counts only where it says what is collected (settings, storage, finders, entry
 * points), so that a Python-only change keeps the generation.
 */
export function staticGenerationHash(input: StaticGenerationInput): string {
  const hash = createHash('sha256')
  hash.update(`python ${input.keys.python.key}\nassets ${input.keys.assets.key}\nsettings ${input.settingsHash}\n`)
  hashEntries(
    hash,
    sorted(input.tree).filter((entry) => isCollectInput(entry.path)),
  )
  return hash.digest('hex').slice(0, 16)
}

/**
 * Paths of a mounted working tree that a build or a run generates (all ignored by the platform's own .gitignore). A development
 * environment mounts a volume on each, filled by `install-development-assets` of the image, so that the tree stays untouched.
 */
export const developmentGeneratedPaths = [
  'lms/static/css',
  'lms/static/certificates/css',
  'lms/static/js/i18n',
  'cms/static/css',
  'cms/static/js/i18n',
  'common/static/bundles',
  'common/static/common/js/vendor',
  'common/static/common/css/vendor',
  'node_modules',
] as const

/**
 * A recipe (text of a Dockerfile of docker/) for a trust domain: cache mounts are named after it, so that the build of code that
 * is not trusted never writes what a trusted build reads. Throws RangeError for a name outside of `[a-z0-9-]`.
 */
export function recipeForTrustDomain(dockerfile: string, domain: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(domain)) throw new RangeError(`not a trust domain: ${JSON.stringify(domain)}`)
  return dockerfile.replaceAll('fun-trust-default-', `fun-trust-${domain}-`)
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

function sorted(tree: ImageTreeEntry[]): ImageTreeEntry[] {
  return tree.filter((entry) => entry.mode !== '160000').sort((left, right) => compare(left.path, right.path))
}

function hashEntries(hash: ReturnType<typeof createHash>, entries: ImageTreeEntry[]): void {
  for (const { mode, objectId, path } of entries) hash.update(`${mode} ${objectId}\t${path}\0`)
}

/** Number of files beneath every folder of the tree, at any depth. */
function folderCounts(tree: ImageTreeEntry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { path } of tree) {
    for (const folder of ancestors(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return counts
}

/** Folders of a path from the top down, without the root. */
function ancestors(path: string): string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    folders.push(path.slice(0, slash))
  }
  return folders
}

/** The fewest paths that select exactly these entries: a folder stands for its files when all of them are chosen. */
function collapse(entries: ImageTreeEntry[], folders: Map<string, number>): string[] {
  const chosen = folderCounts(entries)
  const paths = new Set<string>()
  for (const { path } of entries) {
    paths.add(ancestors(path).find((folder) => chosen.get(folder) === folders.get(folder)) ?? path)
  }
  return [...paths]
}
