import { createServer, type Server } from 'node:http'
import { Provider } from 'oidc-provider'

/** What the provider knows of somebody, by `sub`. */
export type Person = Record<string, unknown>

/** A whole OpenID provider on the loopback address. */
export interface OidcCounterpart {
  issuer: string
  people: Map<string, Person>
  /** Signs somebody in at the provider as a browser does, from the address that the portal sent it to; where the provider sends it back. */
  signIn(authorizationUrl: string, subject: string): Promise<URL>
  stop(): Promise<void>
}

export const client = { id: 'fun', secret: 'a client secret of the test' }

export async function startOidcCounterpart(redirectUri: string): Promise<OidcCounterpart> {
  const people = new Map<string, Person>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: client.id, accountId: context.oidc.session?.accountId })
      grant.addOIDCScope('openid email profile groups')
      await grant.save()
      return grant
    },
    cookies: { keys: ['a key of the test'] },
  })
  server.on('request', provider.callback())
  return { issuer, people, signIn: (url, subject) => signIn(url, subject, issuer), stop: () => close(server) }
}

/** Follows the provider's own pages: authorization, its sign-in form, and back. */
async function signIn(authorizationUrl: string, subject: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = new URL(authorizationUrl)
  let body: URLSearchParams | undefined
  for (let step = 0; step < 8; step += 1) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    await answer.arrayBuffer()
    const location = answer.headers.get('location')
    if (location === null && body === undefined && url.pathname.startsWith('/interaction/')) {
      body = new URLSearchParams({ prompt: 'login', login: subject, password: 'any' })
      continue
    }
    if (location === null) throw new Error(`The provider stays at ${url.href} with status ${answer.status}.`)
    body = undefined
    url = new URL(location, url)
    if (url.origin !== issuer) return url
  }
  throw new Error('The provider sends around in circles.')
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections()
    server.close(() => resolve())
  })
