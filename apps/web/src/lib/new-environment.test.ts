import { previewEnvironment } from '@fun/contract/new-environment'
import { createEnvironment, environment } from '@fun/contract/resources'
import { expect, test } from 'vitest'
import {
  ofKind,
  portsOf,
  previewRequestOf,
  problemsOfNew,
  problemsOfRefusal,
  requestsOf,
  startNewEnvironment,
} from './new-environment.ts'

const known = (name: string, lms: number, cms: number) =>
  environment.parse({
    id: crypto.randomUUID(),
    name,
    kind: 'production',
    release: null,
    reference: 'main',
    source: { id: crypto.randomUUID(), name: 'p', url: 'https://git.example.org/p.git' },
    host: { id: crypto.randomUUID(), name: 'local' },
    specification: { kind: 'production', lms: { port: lms }, cms: { port: cms } },
    workingTree: null,
    autoDeploy: true,
    health: 'healthy',
    services: [],
    observedAt: null,
    serving: null,
    heldCommit: null,
    urls: [],
    currentOperation: null,
    lastOperation: null,
    createdAt: '2026-11-25T00:00:00.000Z',
  })
const words = { required: 'required', nameTaken: 'taken', portTakenBy: (name: string) => `port of ${name}` }

test('the first choice needs only a name, and its ports are nobody’s', () => {
  const others = [known('demo', 8073, 8083), known('other', 8173, 9999)]
  const choice = startNewEnvironment(others, ['platform'])
  expect(portsOf(choice.specification)).toEqual([8273, 8283])
  expect([...problemsOfNew(choice, others, words).keys()]).toEqual(['name'])
  expect([...problemsOfNew({ ...choice, name: 'staging' }, others, words).keys()]).toEqual([])
})

test('a taken name or port is told before anything is asked of the API', () => {
  const others = [known('demo', 8073, 8083)]
  const choice = startNewEnvironment([], ['platform'])
  const problems = problemsOfNew({ ...choice, name: 'demo' }, others, words)
  expect(problems.get('name')).toBe('taken')
  expect(problems.get('lms.port')).toBe('port of demo')
})

test('what is sent is what the contract takes, with a new source made first', () => {
  const choice = { ...startNewEnvironment([], []), name: 'dev', workingTree: '/srv/edx' }
  const withSource = {
    ...choice,
    newSource: { name: 'fork', url: 'https://git.example.org/f.git', user: 'u', password: 'p' },
  }
  const { source, environment: body } = requestsOf(ofKind(withSource, 'development'))
  expect(source).toEqual({
    name: 'fork',
    url: 'https://git.example.org/f.git',
    credentials: { user: 'u', password: 'p' },
  })
  expect(createEnvironment.parse(body)).toMatchObject({ source: 'fork', workingTree: '/srv/edx', autoDeploy: false })
})

test('a password of a server elsewhere is sent to create, and only its name to look at what would be made', () => {
  const start = startNewEnvironment([], ['platform'])
  const mysql = {
    mode: 'external' as const,
    host: 'db.example.org',
    port: 3306,
    user: 'edx',
    database: 'openedx',
    passwordSecret: 'DB_PASSWORD',
  }
  const secrets = { DB_PASSWORD: 'correct horse', NAMED_BY_NOTHING: 'stale', EMPTY: '' }
  const choice = { ...start, name: 'dev', secrets, specification: { ...start.specification, mysql } }
  expect(createEnvironment.parse(requestsOf(choice).environment).secrets).toEqual({ DB_PASSWORD: 'correct horse' })
  const asked = previewEnvironment.parse(previewRequestOf(choice))
  expect(asked.secretNames).toEqual(['DB_PASSWORD'])
  expect(JSON.stringify(asked)).not.toContain('correct horse')
})

test('a refusal is told by the fields of the form', () => {
  const errors = [
    { path: 'specification.lms.port', message: 'taken' },
    { path: 'name', message: 'is taken' },
  ]
  expect([...problemsOfRefusal({ errors })]).toEqual([
    ['lms.port', 'taken'],
    ['name', 'is taken'],
  ])
  expect(problemsOfRefusal({}).size).toBe(0)
})
