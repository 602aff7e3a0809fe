import { describe, expect, test } from 'vitest'
import { readSurroundings, type Surroundings } from './config.ts'
import { choose } from './connection.ts'
import { type Contexts, isLoopback, portalUrl } from './contexts.ts'

const known: Contexts = {
  current: 'live',
  contexts: {
    live: { url: 'https://live.example.org', token: 'fun_live' },
    test: { url: 'https://test.example.org', token: 'fun_test' },
  },
}
const told = (over: Partial<Surroundings>): Surroundings => ({ ...readSurroundings({}), ...over })

describe('which portal is meant', () => {
  test.each([
    ['the current context', {}, undefined, known.contexts.live],
    ['FUN_CONTEXT before it', { context: 'test' }, undefined, known.contexts.test],
    [
      'FUN_URL with FUN_TOKEN before that',
      { url: 'http://x.test/', token: 't' },
      undefined,
      { url: 'http://x.test', token: 't' },
    ],
    [
      'FUN_URL alone with the token that was kept for it',
      { url: 'https://test.example.org/' },
      undefined,
      known.contexts.test,
    ],
    [
      'FUN_TOKEN alone for the current portal',
      { token: 't' },
      undefined,
      { url: 'https://live.example.org', token: 't' },
    ],
    ['--context before everything', { url: 'https://x.test', token: 't' }, 'test', known.contexts.test],
  ] as const)('%s', (_what, over, named, chosen) => {
    expect(choose(told(over), named, known)).toEqual(chosen)
  })

  test('a token that was kept for one portal is never sent to another', () => {
    expect(() => choose(told({ url: 'https://evil.example.org' }), undefined, known)).toThrow(
      'no token for https://evil',
    )
    expect(() => choose(told({ url: 'http://live.example.org' }), undefined, known)).toThrow('no token for http://live')
  })

  test('nobody signed in, and an unknown name, say what to do', () => {
    const none = { current: null, contexts: {} }
    expect(() => choose(told({}), undefined, none)).toThrow(expect.objectContaining({ exitCode: 4 }))
    expect(() => choose(told({ token: 't' }), undefined, none)).toThrow('FUN_URL is not')
    expect(() => choose(told({}), 'nope', known)).toThrow(
      expect.objectContaining({ exitCode: 2, cure: 'There are: live, test' }),
    )
  })
})

test.each([
  ['portal.example.org', 'https://portal.example.org'],
  ['localhost:8070', 'http://localhost:8070'],
  ['https://portal.example.org/fun/', 'https://portal.example.org/fun'],
])('the address %s means %s', (text, url) => expect(portalUrl(text)).toBe(url))

test.each(['ftp://x.test', 'https://', 'https://user:secret@x.test', 'javascript:alert(1)'])(
  '%s is no address',
  (text) => {
    expect(() => portalUrl(text)).toThrow(expect.objectContaining({ exitCode: 2 }))
  },
)

test('only this machine itself needs no encryption', () => {
  expect(['http://localhost:8070', 'http://127.0.0.1', 'http://[::1]:80'].map(isLoopback)).toEqual([true, true, true])
  expect(['http://127.0.0.1.evil.org', 'http://localhost.evil.org', 'http://10.0.0.1'].map(isLoopback)).toEqual([
    false,
    false,
    false,
  ])
})

test('settings are beneath XDG_CONFIG_HOME when that is absolute, and beneath the home folder otherwise', () => {
  const file = (variables: Record<string, string>) => readSurroundings({ HOME: '/home/ada', ...variables }).configFile
  expect(file({ XDG_CONFIG_HOME: '/etc/xdg' })).toBe('/etc/xdg/fun/config.json')
  expect(file({ XDG_CONFIG_HOME: 'relative' })).toBe('/home/ada/.config/fun/config.json')
  expect(readSurroundings({ FUN_URL: '', FUN_TOKEN: '' })).toMatchObject({ url: undefined, token: undefined })
})
