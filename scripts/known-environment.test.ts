import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type HttpCounterpart, startHttpCounterpart } from '../apps/api/src/testing/http-counterpart.ts'
import { requireEnvironment, requireEnvironmentName } from './known-environment.ts'
import { allowNamedFolder } from './platform-source.ts'
import { PortalClient } from './portal-client.ts'
import { readSettings } from './settings.ts'

let portal: HttpCounterpart
beforeAll(async () => {
  portal = await startHttpCounterpart()
})
afterAll(() => portal.stop())
afterEach(() => vi.unstubAllEnvs())

const missing = JSON.stringify({
  type: 'about:blank',
  title: 'Not found',
  status: 404,
  code: 'not-found',
  detail: 'no',
})
/** A portal without environments. */
const nothing = () =>
  portal.answer(({ path }) =>
    path.includes('?')
      ? { status: 200, body: JSON.stringify({ items: [], nextCursor: null }) }
      : { status: 404, body: missing },
  )

it.each(['absent', 'a/../b'])('an ENVIRONMENT that is not there is said in one sentence: %s', async (name) => {
  nothing()
  await expect(requireEnvironment(new PortalClient(portal.url, 'fun_x'), name)).rejects.toThrow(
    `There is no environment ${name}, nor any other: make bootstrap makes one.`,
  )
  expect(portal.received.map(({ path }) => path).join(' ')).not.toContain('..')
})

it('an ENVIRONMENT that no environment can be called is refused before anything starts', () => {
  expect(() => requireEnvironmentName('My_Site')).toThrow(/^ENVIRONMENT=My_Site cannot be used as a name\. Use 2 to 31/)
  expect(() => requireEnvironmentName('demo')).not.toThrow()
})

it('a SOURCE that does not exist is refused with what to give instead', async () => {
  vi.stubEnv('SOURCE', '/nonexistent')
  const settings = readSettings({ FUN_DATA_DIR: mkdtempSync(join(tmpdir(), 'fun-test-')) })
  await expect(allowNamedFolder(settings)).rejects.toThrow(
    /^SOURCE=\/nonexistent does not exist on this machine: name a folder that holds a git repository, or the address of one/,
  )
})
