import { page } from '@fun/contract/resources'
import { installationSetting } from '@fun/contract/settings'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../../testing/test-api.ts'
import { makeTestPerson } from '../../testing/test-principals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('settings', {
    FUN_SMTP_URL: 'smtp://fun:correct-horse@mail.example.org:587',
    FUN_METRICS_TOKEN: 'a-token-of-sixteen-letters',
    FUN_OUTGOING_ALLOW: '10.0.0.0/8, chat.internal.example',
    FUN_RATE_LIMIT: '77',
  })
})
afterAll(() => api.stop())

it('an admin sees how the installation was told to run, and no secret', async () => {
  const { headers } = await makeTestPerson(api.installation.deps, { installation: 'admin' })
  const answer = await api.call('GET', '/settings', undefined, headers)
  expect(answer.status, answer.text).toBe(200)
  const told = new Map(
    page(installationSetting)
      .parse(answer.body)
      .items.map((each) => [each.variable, each]),
  )
  expect(told.get('FUN_RATE_LIMIT')).toMatchObject({ unit: 'per-minute', value: 77 })
  expect(told.get('FUN_OUTGOING_ALLOW')?.value).toEqual(['10.0.0.0/8', 'chat.internal.example'])
  expect(told.get('FUN_SMTP_URL')).toMatchObject({ unit: 'flag', value: true })
  expect(told.get('FUN_PUBLIC_URL')?.value).toBeNull()
  expect(answer.text).not.toMatch(/correct-horse|sixteen/)
})

it('an operator does not', async () => {
  const { headers } = await makeTestPerson(api.installation.deps, { installation: 'operator' })
  expect(await api.call('GET', '/settings', undefined, headers)).toMatchObject({
    status: 403,
    body: { missing: { action: 'settings:read' } },
  })
})
