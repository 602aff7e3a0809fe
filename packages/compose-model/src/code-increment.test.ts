import { expect, it } from 'vitest'
import { codeIncrement, incrementPathsMax } from './code-increment.ts'
import type { ImageTreeEntry } from './image-parts.ts'

const file = (path: string, content = '1', mode = '100644'): ImageTreeEntry => ({
  path,
  mode,
  objectId: content.padStart(40, '0'),
})
const tree = ['setup.py', 'manage.py', 'lms/__init__.py', 'lms/a.py', 'lms/b', 'README.rst'].map((path) => file(path))
const without = (...paths: string[]) => tree.filter(({ path }) => !paths.includes(path))

it('the same tree is an empty increment', () => {
  expect(codeIncrement(tree, tree)).toEqual({ changed: [], removed: [] })
})

it('content, mode and kind of a file make it changed', () => {
  const after = [...without('lms/a.py', 'lms/b', 'manage.py'), file('lms/a.py', '2'), file('lms/b', '1', '120000')]
  expect(codeIncrement(tree, [...after, file('manage.py', '1', '100755')])).toEqual({
    changed: ['lms/a.py', 'lms/b', 'manage.py'],
    removed: [],
  })
})

it('a rename is one file gone and one new; so is a file that becomes a folder', () => {
  const after = [...without('lms/a.py', 'lms/b'), file('lms/c.py'), file('lms/b/inner.html')]
  expect(codeIncrement(tree, after)).toEqual({
    changed: ['lms/c.py', 'lms/b/inner.html'],
    removed: ['lms/a.py', 'lms/b'],
  })
})

it('prose is no part of it, and neither is a submodule', () => {
  const after = [...without('README.rst'), file('README.rst', '2'), file('lms/module', '2', '160000')]
  expect(codeIncrement(tree, after)).toEqual({ changed: [], removed: [] })
})

it('entry points ask for a build from nothing', () => {
  expect(codeIncrement(tree, [...without('setup.py'), file('setup.py', '2')])).toBeUndefined()
  expect(codeIncrement(tree, [...tree, file('common/__init__.py')])).toBeUndefined()
  expect(codeIncrement(tree, without('lms/__init__.py'))).toBeUndefined()
})

it('the content of a package at the top is code like any other', () => {
  const after = [...without('lms/__init__.py'), file('lms/__init__.py', '2')]
  expect(codeIncrement(tree, after)?.changed).toEqual(['lms/__init__.py'])
})

it('more than a build from nothing is worth is none', () => {
  const many = Array.from({ length: incrementPathsMax + 1 }, (_, index) => file(`lms/many/${index}.py`))
  expect(codeIncrement(tree, [...tree, ...many])).toBeUndefined()
})
