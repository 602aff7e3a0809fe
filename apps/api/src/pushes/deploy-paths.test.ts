import { describe, expect, it } from 'vitest'
import { judgePaths, matchingPaths, reasonOfPaths } from './deploy-paths.ts'

const paths = (include: string[], exclude: string[] = []) => ({ include, exclude })
const judge = (changed: string[], complete = true, servingCommit: string | null = 'a') =>
  judgePaths({ deployPaths: paths(['requirements/**']), servingCommit }, { paths: changed, complete })

describe('globs', () => {
  it.each([
    [paths(['requirements/**']), 'requirements/edx/base.txt', true],
    [paths(['requirements/**']), 'docs/requirements/base.txt', false],
    [paths(['**/*.py', 'package.json']), 'lms/urls.py', true],
    [paths(['**/*.py', 'package.json']), 'package.json', true],
    [paths(['**/*.py']), 'lms/.hidden/x.py', true],
    [paths(['lms/{static,templates}/**']), 'lms/templates/main.html', true],
    [paths([], ['docs/**', '*.md']), 'lms/urls.py', true],
    [paths([], ['docs/**', '*.md']), 'README.md', false],
    [paths(['lms/**'], ['lms/docs/**']), 'lms/docs/index.rst', false],
  ])('%j and %s: %s', (filter, path, matches) => {
    expect(matchingPaths(filter, [path])).toEqual(matches ? [path] : [])
  })

  it('that would take for ever elsewhere are matched at once', () => {
    const began = performance.now()
    matchingPaths(
      paths(['+(+(+(a)))b', '**/**/**/**/**/x']),
      Array.from({ length: 200 }, () => `${'a/'.repeat(60)}a`),
    )
    expect(performance.now() - began).toBeLessThan(1_000)
  })
})

describe('a push', () => {
  it('deploys when a file matches, and is left when all are known and none does', () => {
    expect(judge(['docs/x', 'requirements/edx/base.txt'])).toBe('deploy')
    expect(judge(['docs/x'])).toBe('leave')
  })

  it('is left to git when not all files are known', () => {
    expect(judge(['docs/x'], false)).toBe('ask-git')
    expect(judge(['requirements/x'], false)).toBe('deploy')
    expect(judgePaths({ deployPaths: paths(['x']), servingCommit: 'a' }, null)).toBe('ask-git')
  })

  it('deploys what serves nothing yet, and where nobody asked for paths', () => {
    expect(judge(['docs/x'], true, null)).toBe('deploy')
    expect(judgePaths({ deployPaths: null, servingCommit: 'a' }, null)).toBe('deploy')
  })
})

it('says what was wanted', () => {
  expect(reasonOfPaths(paths(['requirements/**', '*.json']), 3)).toBe(
    'is left as it is: none of the 3 files that changed is one that deploys it (deployPaths: requirements/**, *.json)',
  )
  expect(reasonOfPaths(paths([], ['docs/**']), 1)).toBe(
    'is left as it is: the file that changed is not one that deploys it (deployPaths: any but docs/**)',
  )
})
