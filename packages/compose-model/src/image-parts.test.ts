import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  developmentGeneratedPaths,
  type ImagePartName,
  type ImageTreeEntry,
  imagePartKeys,
  imagePartNames,
  imageParts,
  recipeForTrustDomain,
  staticGenerationHash,
} from './image-parts.ts'

const recipe = fileURLToPath(new URL('../../../docker/openedx/', import.meta.url))
const paths = [
  'README.rst',
  'docs/decisions/0001-first.rst',
  'docs/conf.py',
  'manage.py',
  'setup.py',
  'package.json',
  'package-lock.json',
  'webpack.prod.config.js',
  'requirements/edx/base.txt',
  'requirements/edx/assets.txt',
  'requirements/edx/development.txt',
  'lms/__init__.py',
  'lms/envs/common.py',
  'lms/djangoapps/branding/views.py',
  'lms/djangoapps/branding/README.rst',
  'lms/templates/index.html',
  'lms/static/js/home.js',
  'lms/static/sass/main.scss',
  'lms/static/images/logo.png',
  'cms/static/common',
  'conf/locale/en/LC_MESSAGES/djangojs.po',
  'common/test/data/toy/static/toy.js',
]
const entry = (path: string, objectId = 'a'.repeat(40)): ImageTreeEntry => ({
  path,
  mode: path === 'cms/static/common' ? '120000' : '100644',
  objectId,
})
const input = {
  tree: paths.map((path) => entry(path)),
  recipeHash: 'recipe',
  arguments: { BASE_IMAGE: 'debian:bookworm-slim', NODE_VERSION: '18' },
}
const keys = imagePartKeys(input)
const withTree = (tree: ImageTreeEntry[]) => imagePartKeys({ ...input, tree })
const changing = (...changed: string[]) =>
  input.tree.map((old) => (changed.includes(old.path) ? entry(old.path, 'b'.repeat(40)) : old))

/** Names of the parts that are made anew when these files change. */
function changedParts(...changed: string[]): ImagePartName[] {
  const after = withTree(changing(...changed))
  return imagePartNames.filter((name) => after[name].key !== keys[name].key)
}

const generation = (tree: ImageTreeEntry[], settingsHash = 'settings') =>
  staticGenerationHash({ tree, keys: withTree(tree), settingsHash })

describe('keys of image parts', () => {
  it('change for nothing when only documentation changes', () => {
    expect(changedParts('README.rst', 'docs/decisions/0001-first.rst', 'docs/conf.py')).toEqual([])
    expect(changedParts('lms/djangoapps/branding/README.rst', 'requirements/edx/development.txt')).toEqual([])
  })

  it('change for the code, and the collector that holds it, when only Python changes', () => {
    expect(changedParts('lms/djangoapps/branding/views.py')).toEqual(['code', 'collector'])
    expect(changedParts('manage.py', 'lms/templates/index.html')).toEqual(['code', 'collector'])
  })

  it('leave Python and node alone when a style or a script changes', () => {
    expect(changedParts('lms/static/sass/main.scss')).toEqual(['assets', 'code', 'collector', 'development'])
    expect(changedParts('lms/static/js/home.js')).toEqual(['assets', 'code', 'collector', 'development'])
  })

  it('leave assets alone when a requirement changes', () => {
    expect(changedParts('requirements/edx/base.txt')).toEqual(['python', 'code', 'collector', 'development'])
  })

  it('leave code alone when only node packages change', () => {
    expect(changedParts('package-lock.json')).toEqual(['node', 'assets', 'collector', 'development'])
  })

  it('do not depend on the order of the tree, nor on arguments that leave no trace', () => {
    expect(withTree(input.tree.toReversed())).toEqual(keys)
    const traceless = { ...input.arguments, PIP_INDEX_URL: 'https://packages.example', BUILDER_BASE: 'x' }
    expect(imagePartKeys({ ...input, arguments: traceless })).toEqual(keys)
  })

  it('change for all parts with the recipe, and for those that declare an argument with it', () => {
    const after = imagePartKeys({ ...input, recipeHash: 'other' })
    expect(imagePartNames.filter((name) => after[name].key === keys[name].key)).toEqual([])
    const newer = imagePartKeys({ ...input, arguments: { ...input.arguments, NODE_VERSION: '20' } })
    expect(imagePartNames.filter((name) => newer[name].key !== keys[name].key)).toEqual([
      'node',
      'assets',
      'collector',
      'development',
    ])
  })

  it('tell a file mode and a renamed file apart', () => {
    const executable = input.tree.map((old) => (old.path === 'manage.py' ? { ...old, mode: '100755' } : old))
    expect(withTree(executable).code.key).not.toBe(keys.code.key)
    const renamed = input.tree.map((old) => (old.path === 'manage.py' ? { ...old, path: 'manage2.py' } : old))
    expect(withTree(renamed).code.key).not.toBe(keys.code.key)
  })

  it('are 16 hex digits in a tag that names the part', () => {
    for (const name of imagePartNames)
      expect(keys[name].tag).toMatch(new RegExp(`^fun-platform/openedx-${name}:[0-9a-f]{16}$`))
  })
})

describe('inputs of image parts', () => {
  it('are whole folders where all of a folder is meant, and files elsewhere', () => {
    expect(keys.python.inputs).toEqual(['requirements/edx/base.txt'])
    expect(keys.assets.inputs).toContain('lms/static')
    expect(keys.assets.inputs).toContain('cms')
    expect(keys.code.inputs).toContain('lms/envs')
    expect(keys.code.inputs).not.toContain('lms')
    expect(keys.runtime.inputs).toEqual([])
  })

  it('never select a submodule', () => {
    const module = { path: 'lms/module', mode: '160000', objectId: 'c'.repeat(40) }
    expect(withTree([...input.tree, module])).toEqual(keys)
  })

  it('name only parts that come earlier as upstream', () => {
    imagePartNames.forEach((name, index) => {
      for (const upstream of imageParts[name].upstream) expect(imagePartNames.indexOf(upstream)).toBeLessThan(index)
    })
  })
})

describe('static generation', () => {
  const before = generation(input.tree)

  it('is kept by a change of Python code, templates or documentation', () => {
    expect(generation(changing('lms/djangoapps/branding/views.py'))).toBe(before)
    expect(generation(changing('lms/templates/index.html', 'README.rst'))).toBe(before)
  })

  it.each([
    'lms/static/js/home.js',
    'lms/static/images/logo.png',
    'conf/locale/en/LC_MESSAGES/djangojs.po',
    'lms/envs/common.py',
    'requirements/edx/base.txt',
    'package-lock.json',
  ])('is made anew when %s changes', (path) => {
    expect(generation(changing(path))).not.toBe(before)
  })

  it('is made anew when the settings change', () => {
    expect(generation(input.tree, 'other')).not.toBe(before)
  })
})

describe('the recipe', () => {
  const read = (name: string) => readFileSync(`${recipe}${name}`, 'utf8')

  it('has every target that a part names, and an argument for every part that is passed', () => {
    const dockerfile = read('Dockerfile')
    for (const part of Object.values(imageParts))
      expect(dockerfile).toMatch(new RegExp(`^FROM .+ AS ${part.target}$`, 'm'))
    for (const name of ['runtime', 'python', 'node', 'assets', 'code']) {
      expect(dockerfile).toContain(`ARG ${name.toUpperCase()}_PART=`)
    }
  })

  it('fills exactly the generated paths that development mounts volumes on', () => {
    const [, list = ''] = /generated='([^']*)'/.exec(read('bin/install-development-assets')) ?? []
    expect(list.split(/\s+/)).toEqual([...developmentGeneratedPaths])
  })

  it('names its cache mounts after the trust domain', () => {
    const recipeOfFork = recipeForTrustDomain(read('Dockerfile'), 'fork-7')
    expect(recipeOfFork).toContain('id=fun-trust-fork-7-uv')
    expect(recipeOfFork).not.toContain('fun-trust-default')
    expect(() => recipeForTrustDomain('', 'a,target=/')).toThrow(RangeError)
  })
})
