import type { InjectOptions } from 'fastify'
import { z } from 'zod'
import type { TestApi } from './test-api.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface BrowserAnswer {
  status: number
  headers: Record<string, unknown>
  body: Record<string, unknown>
  setCookies: string[]
}

/** A browser in front of the API: keeps cookies as they are set, and comes from an address of its own. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly address: string
  private readonly api: TestApi

  constructor(api: TestApi, address = '192.0.2.1') {
    this.api = api
    this.address = address
  }

  async call(
    method: Method,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<BrowserAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const options: InjectOptions = {
      method,
      url: path.startsWith('/api/') ? path : `/api/v1${path}`,
      remoteAddress: this.address,
      headers: { 'user-agent': 'test-browser', ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(body === undefined ? {} : { payload: body }),
    }
    const answer = await this.api.app.inject(options)
    for (const { name, value } of answer.cookies)
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    const isJson = String(answer.headers['content-type'] ?? '').includes('json')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: isJson ? z.record(z.string(), z.unknown()).parse(answer.json()) : {},
      setCookies: [answer.headers['set-cookie'] ?? []].flat(),
    }
  }
}

export const ownerPerson = { name: 'Olga Owner', email: 'olga@example.org', password: 'correct horse battery' }

/** Makes the first owner, as the link that bootstrap prints does; the browser is signed in as that person. */
export async function firstOwner(api: TestApi, browser = new TestBrowser(api)): Promise<TestBrowser> {
  await browser.call('POST', '/session', { token: api.token })
  const { status, body } = await browser.call('POST', '/account/first-run', ownerPerson)
  if (status !== 201) throw new Error(`first run: ${status} ${JSON.stringify(body)}`)
  return browser
}

/** A browser that is signed in with address and password. */
export async function signedIn(
  api: TestApi,
  person: { email: string; password: string },
  address?: string,
): Promise<TestBrowser> {
  const browser = new TestBrowser(api, address)
  const { email, password } = person
  const { status, body } = await browser.call('POST', '/session/password', { email, password })
  if (status !== 200 || body.state !== 'signed-in') throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`)
  return browser
}
