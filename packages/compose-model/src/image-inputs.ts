/**
 * Which files of a platform's tree each image part is made of. docker/openedx/bin/select-inputs makes the same choice in a build
 * of a whole checkout.
 */

/** Top folders that hold sources of assets. */
const assetRoots = ['cms/', 'common/', 'lms/', 'openedx/', 'themes/', 'webpack-config/', 'xmodule/']

/** Ends of names that Sass or webpack may read. */
const assetSuffix =
  /\.(js|jsx|mjs|cjs|ts|tsx|json|underscore|css|scss|sass|svg|woff|woff2|ttf|eot|otf|png|gif|jpg|jpeg)$/

/** Symbolic links between static folders have names without an end, or the names of what they point to. */
const withoutSuffix = /(^|\/)[^./]+$/

const documentation = /^(docs|\.github)\/|(^|\/)docs\/.*(?<!\.py)$|\.(rst|md)$/

/** Requirements that no image installs. */
const otherRequirements = /\/(assets|coverage|development|doc|pip-tools|semgrep|testing)\.txt$/

const nodeFiles = ['package.json', 'package-lock.json', '.npmrc', '.nvmrc']
const assetFiles = [
  'package.json',
  '.babelrc',
  'workers.json',
  'requirements/edx/assets.txt',
  'scripts/compile_sass.py',
  'scripts/copy-node-modules.sh',
]
const assetRootFile = /^(webpack[^/]*|babel\.config\.[^/]*|tsconfig[^/]*\.json)$/
const distributionFiles = ['setup.py', 'setup.cfg', 'pyproject.toml']
/** Packages at the top: setup.py names them, so they must exist when entry points are made. */
const topPackage = /^[^/]+\/__init__\.py$/

/** At the top of the tree: for people, for tests, or for another part. */
const notCode =
  /^(requirements|test_root|webpack-config)\/|^(\.[^/]*|package(-lock)?\.json|webpack[^/]*|jest\.config\.js|setupTests\.js|tox\.ini|mypy\.ini|pylintrc[^/]*|codecov\.yml|catalog-info\.yaml|Makefile)$/

/** Whether the text is prose for people: it is an input of nothing. */
export function isDocumentation(path: string): boolean {
  return documentation.test(path)
}

export function isPythonInput(path: string): boolean {
  return /^requirements\/.*\.txt$/.test(path) && !otherRequirements.test(path)
}

export function isNodeInput(path: string): boolean {
  return nodeFiles.includes(path)
}

export function isAssetInput(path: string): boolean {
  if (assetFiles.includes(path) || assetRootFile.test(path)) return true
  if (path.startsWith('common/test/') || isDocumentation(path)) return false
  return assetRoots.some((root) => path.startsWith(root)) && (assetSuffix.test(path) || withoutSuffix.test(path))
}

/** Everything that runs may read: static sources and templates too. */
export function isCodeInput(path: string): boolean {
  return !isDocumentation(path) && !notCode.test(path)
}

/** What entry points are made of: what a distribution says of itself, and whether a package at the top exists. */
export function isEntryPointInput(path: string): boolean {
  return distributionFiles.includes(path) || topPackage.test(path)
}

/** The tree itself is mounted: only what the image makes beside it counts. */
export function isDevelopmentInput(path: string): boolean {
  return isEntryPointInput(path) || path === 'requirements/edx/assets.txt'
}

/** Python that decides what collectstatic collects and how it names it. */
const collectCode =
  /^(lms|cms|openedx)\/envs\/.*\.py$|^openedx\/core\/storage\.py$|^openedx\/core\/lib\/xblock_pipeline\/|^openedx\/core\/djangoapps\/theming\/(finders|storage)\.py$|^(setup\.(py|cfg)|pyproject\.toml)$/

/** Static files, whatever their kind, and translations that become JavaScript. */
const collectFolder = /(^|\/)(static|public|assets|locale)\//

/** Whether a file of the tree can change what collectstatic makes. */
export function isCollectInput(path: string): boolean {
  if (collectCode.test(path)) return true
  if (path.startsWith('common/test/') || isDocumentation(path) || path.endsWith('.py')) return false
  return collectFolder.test(path) || isAssetInput(path)
}
