import { createOidcProvider, oidcProvider, oidcStart, updateOidcProvider } from '@fun/contract/accounts'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import { ticketRefused } from '../accounts/challenges.ts'
import { setOidcCookie, siteOf, takeOidcCookie } from '../accounts/session-cookie.ts'
import { requireFreshSession } from '../accounts/sessions.ts'
import type { Deps } from '../deps.ts'
import { CodedError } from '../errors.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { createProvider } from '../usecases/oidc/create-provider.ts'
import { finishOidc } from '../usecases/oidc/finish.ts'
import { listOidcProviders } from '../usecases/oidc/list-providers.ts'
import { removeProvider } from '../usecases/oidc/remove-provider.ts'
import { startOidc } from '../usecases/oidc/start.ts'
import { updateProvider } from '../usecases/oidc/update-provider.ts'
import { type Api, contextOf, pageQuery, visitorOf } from './api.ts'
import { beginSession } from './session.ts'

const tags = ['oidc']
const params = z.object({ provider: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/) })
/** Only a path of this portal: the sign-in leads nowhere else. */
const pathWithin = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x7e]*$/)
const answerQuery = z.looseObject({ code: z.string().max(4096).optional(), state: z.string().max(500).optional() })

/** Providers (OpenID Connect), and the two calls that a browser makes to sign in with one. */
export function oidcRoutes(app: Api, deps: Deps): void {
  providerRoutes(app, deps)
  const config = { policy: 'public', rateLimit: limitPerAddress(deps.config, 'signIn') } as const
  app.get(
    '/oidc/:provider/start',
    {
      config,
      schema: {
        hide: true,
        tags,
        params,
        querystring: z.object({ to: pathWithin.default('/') }),
        response: { 302: z.null() },
      },
    },
    async (request, reply) => {
      const { provider } = request.params
      const { to } = request.query
      try {
        const { url, ticket } = await startOidc(deps, siteOf(deps, request), { provider, to, linkSessionId: null })
        setOidcCookie(deps, request, reply, ticket)
        return await reply.redirect(url, 302)
      } catch (error) {
        return reply.redirect(failurePage('/sign-in', error), 302)
      }
    },
  )
  app.post(
    '/account/identities/:provider',
    {
      config: { policy: 'account:own' },
      schema: {
        operationId: 'tieIdentity',
        summary: 'Begin to tie a provider to one’s account',
        tags,
        params,
        response: { 200: oidcStart },
      },
    },
    async (request, reply) => {
      const { sessionId } = await requireFreshSession(deps, contextOf(deps, request).principal)
      const { provider } = request.params
      const flow = { provider, to: '/account', linkSessionId: sessionId }
      const { url, ticket } = await startOidc(deps, siteOf(deps, request), flow)
      setOidcCookie(deps, request, reply, ticket)
      return { url }
    },
  )
  app.get(
    '/oidc/:provider/callback',
    {
      config,
      schema: { hide: true, tags, params, querystring: answerQuery, response: { 302: z.null() } },
    },
    async (request, reply) => {
      const ticket = takeOidcCookie(deps, request, reply)
      const { search } = new URL(request.url, 'http://portal')
      try {
        if (ticket === undefined) throw ticketRefused()
        const answer = { provider: request.params.provider, query: search, ticket }
        const { session, to } = await finishOidc(visitorOf(deps, request), siteOf(deps, request), answer)
        if (session !== undefined) await beginSession(deps, request, reply, session)
        return await reply.redirect(to, 302)
      } catch (error) {
        request.log.info({ error: String(error) }, 'a sign-in at a provider was refused')
        return reply.redirect(failurePage('/sign-in', error), 302)
      }
    },
  )
}

function providerRoutes(app: Api, deps: Deps): void {
  app.get(
    '/oidc/providers',
    {
      config: { policy: 'settings:read' },
      schema: {
        operationId: 'listOidcProviders',
        summary: 'Sign-in providers',
        tags,
        querystring: pageQuery,
        response: { 200: page(oidcProvider) },
      },
    },
    (request) => listOidcProviders(deps, siteOf(deps, request), request.query),
  )
  app.post(
    '/oidc/providers',
    {
      config: { policy: 'settings:write' },
      schema: {
        operationId: 'createOidcProvider',
        summary: 'Add a sign-in provider',
        tags,
        body: createOidcProvider,
        response: { 201: oidcProvider },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await createProvider(contextOf(deps, request), siteOf(deps, request), request.body)),
  )
  app.patch(
    '/oidc/providers/:provider',
    {
      config: { policy: 'settings:write' },
      schema: {
        operationId: 'updateOidcProvider',
        summary: 'Change a sign-in provider',
        tags,
        params,
        body: updateOidcProvider,
        response: { 200: oidcProvider },
      },
    },
    (request) => updateProvider(contextOf(deps, request), siteOf(deps, request), request.params.provider, request.body),
  )
  app.delete(
    '/oidc/providers/:provider',
    {
      config: { policy: 'settings:write' },
      schema: {
        operationId: 'removeOidcProvider',
        summary: 'Remove a sign-in provider',
        tags,
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await removeProvider(contextOf(deps, request), request.params.provider)
      return reply.code(204).send(null)
    },
  )
}

/** A browser that was sent here by a link is shown a page, which knows the codes; what is no coded error is thrown on. */
function failurePage(path: string, error: unknown): string {
  if (!(error instanceof CodedError)) throw error
  return `${error.code === 'identity-taken' ? '/account' : path}#problem=${error.code}`
}
