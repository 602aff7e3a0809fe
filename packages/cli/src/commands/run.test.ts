import { expect, test } from 'vitest'
import { managePy } from './run.ts'

test.each([
  ['manage.py lms migrate --plan', 'lms', 'migrate --plan'],
  ['manage.py cms reindex_course --all', 'cms', 'reindex_course --all'],
  ['manage.py showmigrations', 'lms', 'showmigrations'],
  ['./manage.py lms shell -c 1', 'lms', 'shell -c 1'],
  ['python manage.py cms check', 'cms', 'check'],
])('%s', (words, service, rest) => {
  expect(managePy(words.split(' '))).toEqual({ service, rest: rest.split(' ') })
})

test.each(['bash -c ls', 'manage.py', 'manage.py lms', 'python -c 1', '/tmp/manage.py lms check'])(
  '%s is no such command',
  (words) => {
    expect(() => managePy(words.split(' '))).toThrow(expect.objectContaining({ exitCode: 2 }))
  },
)
