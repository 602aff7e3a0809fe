import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveLiveLogs } from '../../adapters/queue/live-log-server.ts'
import { secretContext } from '../../adapters/store/encryption.ts'
import type { Deps } from '../../deps.ts'
import type { ContainerEngine, EngineLogLine } from '../../ports.ts'
import { startTestApi, type TestApi } from '../../testing/test-api.ts'
import { followServiceLog } from './follow-service-log.ts'

let api: TestApi
let worker: Deps
let environmentId: string
const stopping = new AbortController()
let printed: string[] = []

/** A container that printed these lines. */
const engine: Pick<ContainerEngine, 'logs'> = {
  async logs(_containerId, _options, onLine) {
    for (const [index, text] of printed.entries())
      onLine({ at: `2026-11-25T10:00:0${index}.000000000Z`, stream: 'stdout', text })
  },
}

beforeAll(async () => {
  api = await startTestApi('service-log')
  worker = await api.installation.anotherProcess({ FUN_WORKER_ID: 'logs' })
  serveLiveLogs({ ...worker, engine }, stopping.signal)
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/x.git' })
  const specification = { kind: 'production', release: 'teak', lms: { port: 21_400 }, cms: { port: 21_401 } }
  const secrets = { MAIL_PASSWORD: 'the-first-password' }
  const made = await api.call('POST', '/environments', { name: 'demo', source: 'platform', specification, secrets })
  environmentId = String(made.body.id)
  await api.installation.deps.store.environment.update({
    where: { id: environmentId },
    data: { observedState: { services: [{ service: 'lms', containerId: 'one' }] } },
  })
})
afterAll(async () => {
  stopping.abort()
  await worker.close()
  await api.stop()
})

async function read(lines: string[]): Promise<EngineLogLine[]> {
  printed = lines
  const shown: EngineLogLine[] = []
  const asked = { environmentId, service: 'lms', tail: 10, follow: false }
  for await (const lines of followServiceLog(api.installation.deps, asked, AbortSignal.timeout(20_000)))
    shown.push(...lines)
  return shown
}

it('a log that is looked at shows no secret: generated or given, in use or earlier, whole, encoded or cut', async () => {
  const { store, encryption } = api.installation.deps
  await api.call('PUT', '/environments/demo/secrets/MAIL_PASSWORD', { value: 'the-second-password' })
  const row = await store.secret.findUniqueOrThrow({
    where: { environmentId_name: { environmentId, name: 'SECRET_KEY' } },
  })
  const generated = encryption.decrypt(row.valueEncrypted, secretContext(environmentId, 'SECRET_KEY'))
  const shown = await read([
    `starts with ${generated}`,
    'mail with the-first-password',
    `Basic ${Buffer.from('user:the-second-password').toString('base64')}`,
    'a long line that ends with the-sec',
    'ond-password in the middle',
  ])
  expect(shown.map(({ text }) => text)).toEqual([
    'starts with [redacted]',
    'mail with [redacted]',
    expect.stringMatching(/^Basic \S+\[redacted\]\S*$/),
    'a long line that ends with [redacted]',
    ' in the middle',
  ])
  expect(shown.map(({ at }) => at).sort()).toEqual(shown.map(({ at }) => at))
  expect(new Set(shown.map(({ at }) => at)).size).toBe(5)
})

it('a last line that ends like a secret comes with the end of the log', async () => {
  expect((await read(['it said the-s', 'and then the-s'])).map(({ text }) => text)).toEqual([
    'it said the-s',
    'and then the-s',
  ])
})
