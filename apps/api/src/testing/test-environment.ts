import type { TestApi } from './test-api.ts'

/** The id of a new environment of the source `platform` (made when it is not there), on two ports from `port` on. */
export async function makeTestEnvironment(api: TestApi, name: string, port: number): Promise<string> {
  await api.call('POST', '/sources', { name: 'platform', url: 'https://example.org/platform.git' })
  const specification = { kind: 'production', release: 'teak', lms: { port }, cms: { port: port + 1 } }
  const made = await api.call('POST', '/environments', { name, source: 'platform', specification })
  if (made.status !== 201) throw new Error(`${name} was not made: ${made.text}`)
  return String(made.body.id)
}
