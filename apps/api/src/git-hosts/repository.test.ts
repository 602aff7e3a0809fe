import { expect, it } from 'vitest'
import { isRepository, repositoryOf } from './repository.ts'

it.each([
  ['https://github.com/openedx/edx-platform.git', 'openedx/edx-platform'],
  ['https://github.com/openedx/edx-platform/', 'openedx/edx-platform'],
  ['ssh://git@git.example.org:7999/KEY/slug.git', 'KEY/slug'],
  ['git@github.com:openedx/edx-platform.git', 'openedx/edx-platform'],
  ['https://gitlab.example.org/group/sub%20group/project', 'group/sub group/project'],
  ['/srv/repositories/platform', undefined],
  ['https://example.org/', undefined],
])('%s names %s', (url, name) => {
  expect(repositoryOf(url)).toBe(name)
})

it('knows its own repository whatever the case, also on a host beneath a path, and no other', () => {
  expect(isRepository('https://github.com/OpenEdx/Platform.git', 'openedx/platform')).toBe(true)
  expect(isRepository('https://example.org/scm/KEY/slug.git', 'key/slug')).toBe(true)
  expect(isRepository('/srv/repositories/platform', 'a/b')).toBe(true)
  expect(isRepository('https://github.com/openedx/platform', 'mallory/platform')).toBe(false)
  expect(isRepository('https://github.com/not-openedx/platform', 'openedx/platform')).toBe(false)
})
