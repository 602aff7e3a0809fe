import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedProduct, startProduct } from './started-product.ts'

const person = { name: 'Olga Owner', email: 'olga@example.org', password: 'correct horse battery' }
const fresh = 'a brand new pass phrase'

describe('the command on the server for a lost password', () => {
  let started: StartedProduct
  beforeAll(async () => {
    started = await startProduct('password')
    await started.product.portal.call('POST', '/account/first-run', person)
  }, 120_000)
  afterAll(() => started?.close(), 60_000)

  /** Status of a call without a credential, and the cookie that it sets. */
  async function send(path: string, body: object) {
    const response = await fetch(`${started.product.portal.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await response.arrayBuffer()
    return { status: response.status, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  }
  const signIn = (password: string) => send('/session/password', { email: person.email, password })
  const account = async (cookie: string) => {
    const response = await fetch(`${started.product.portal.url}/api/v1/account`, { headers: { cookie } })
    await response.arrayBuffer()
    return response.status
  }

  test('prints a link that the running portal takes once; the password and the sessions of before are void', async () => {
    const before = await signIn(person.password)
    expect(await account(before.cookie)).toBe(200)
    const said = await started.product.command('password', person.email)
    const token = /^\/reset-password#code=([\w-]{43})\n$/.exec(said)?.[1]
    const use = () => send('/password-resets/use', { token, password: fresh })
    expect((await use()).status).toBe(204)
    expect((await use()).status).toBe(403)
    expect(await account(before.cookie)).toBe(401)
    expect((await signIn(person.password)).status).toBe(401)
    expect((await signIn(fresh)).status).toBe(200)
  })

  test('says when nobody has the address, and ends with an exit code', async () => {
    const failed = started.product.command('password', 'nobody@example.org')
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: 'not-found: No account has the address nobody@example.org.\n',
    })
    await expect(started.product.command('password')).rejects.toMatchObject({ code: 1 })
  })
})
