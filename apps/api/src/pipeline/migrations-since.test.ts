import { expect, it } from 'vitest'
import {
  appliedMigration,
  isUnknownSince,
  migrationPaths,
  migrationsSince,
  type RevisionMigrations,
} from './migrations-since.ts'

const first = 'lms/djangoapps/courseware/migrations/0001_initial.py'
const second = 'lms/djangoapps/courseware/migrations/0002_more.py'
const revision = (change: Partial<RevisionMigrations>): RevisionMigrations => ({
  migrations: [first],
  appliedMigrations: [],
  served: true,
  ...change,
})

it('the migrations of a tree are its migration files, without the package file', () => {
  const paths = [
    second,
    first,
    'lms/djangoapps/courseware/migrations/__init__.py',
    'lms/migrations.py',
    'a/migrations/x.txt',
  ]
  expect(migrationPaths(paths.map((path) => ({ path })))).toEqual([first, second])
})

it('a line of Django names the migration that it applies', () => {
  expect(appliedMigration('  Applying courseware.0002_more... OK')).toBe('courseware.0002_more')
  expect(appliedMigration('  Applying courseware.0002_more...Traceback')).toBe('courseware.0002_more')
  expect(appliedMigration('  Apply all migrations: auth, courseware')).toBeUndefined()
})

it('nothing stands in the way when later revisions hold the same migrations', () => {
  expect(migrationsSince(revision({}), [revision({}), revision({ migrations: [] })])).toEqual([])
})

it('a migration of a later revision that served stands in the way, once, by its path', () => {
  const later = revision({ migrations: [first, second], appliedMigrations: ['courseware.0002_more'] })
  expect(migrationsSince(revision({}), [later, revision({})])).toEqual([second])
})

it('of a later deployment that failed, only the migrations that it applied count', () => {
  const failed = revision({ migrations: [first, second], served: false })
  expect(migrationsSince(revision({}), [failed])).toEqual([])
  expect(migrationsSince(revision({}), [{ ...failed, appliedMigrations: ['courseware.0002_more'] }])).toEqual([second])
})

it('a migration that a package brought is named as Django names it', () => {
  expect(migrationsSince(revision({}), [revision({ appliedMigrations: ['oauth2_provider.0009_x'] })])).toEqual([
    'oauth2_provider.0009_x',
  ])
})

it('nothing is unknown where every revision says what it holds', () => {
  expect(isUnknownSince(revision({}), [revision({}), revision({ served: false })])).toBe(false)
})

it('what came since a revision, or with a later one, from before migrations were noted is not known', () => {
  expect(isUnknownSince(revision({}), [revision({}), revision({ migrations: null })])).toBe(true)
  expect(isUnknownSince(revision({}), [revision({ migrations: null, served: false })])).toBe(true)
  expect(isUnknownSince(revision({ migrations: null }), [revision({})])).toBe(true)
  expect(isUnknownSince(revision({ migrations: null }), [revision({ served: false })])).toBe(false)
  expect(isUnknownSince(revision({ migrations: null }), [])).toBe(false)
})

it('of a target that is not known, only what was seen to be applied is named', () => {
  const target = revision({ migrations: null })
  const later = [revision({ migrations: [first, second], appliedMigrations: ['courseware.0002_more'] })]
  expect(migrationsSince(target, later)).toEqual([second])
})
