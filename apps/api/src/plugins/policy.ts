import { type Action, scopeOf } from '@fun/contract/policy'
import type { FastifyRequest, RouteOptions } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Deps } from '../deps.ts'
import type { CodedError } from '../errors.ts'
import { followAccess } from '../policy/follow-access.ts'
import { objectKinds } from '../policy/objects.ts'
import type { Principal } from '../policy/principal.ts'
import { refusalOf } from '../policy/refusal.ts'

/** What a route lets somebody do. `public` routes need no credential; everything else needs one that may do the action. */
export type Policy = 'public' | Action

/** A route of the built app, as the tests walk them. */
export interface RouteWithPolicy {
  method: string
  url: string
  policy: Policy
}

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy
    /** The handler answers no more than what `environmentsOf` the principal allows: for lists and streams over many environments. */
    filtered?: true
  }
  interface FastifyInstance {
    routesWithPolicy: RouteWithPolicy[]
  }
  interface FastifyRequest {
    /**
     * For answers that last, event streams and sockets: looks every few seconds whether the request would still be let in, keeps `principal` up to date, and
     * calls back once when not. `more` refuses what the route's action allows. Returns the function that ends it.
     */
    followAccess(
      refused: (error: CodedError) => void,
      more?: (principal: Principal) => CodedError | undefined,
    ): () => void
  }
}

/** Holds every route to a declared policy: one without fails the start of the API, and so the test suite. */
export const policyPlugin = fastifyPlugin<{ deps: Deps }>(
  async (app, { deps }) => {
    const routesWithPolicy: RouteWithPolicy[] = []
    app.decorate('routesWithPolicy', routesWithPolicy)
    app.decorateRequest('followAccess', function (this: FastifyRequest, refused, more) {
      return followAccess(deps, this, refused, more)
    })
    app.addHook('onRoute', (route) => {
      const policy = checkedPolicy(route)
      for (const method of [route.method].flat()) routesWithPolicy.push({ method, url: route.url, policy })
    })
    app.addHook('preValidation', async (request) => {
      const refusal = await refusalOf(deps, request, request.principal)
      if (refusal !== undefined) throw refusal
    })
  },
  { name: 'policy', dependencies: ['auth'] },
)

function checkedPolicy({ method, url, config }: RouteOptions): Policy {
  const policy = config?.policy
  if (policy === undefined) throw new Error(`The route ${String(method)} ${url} declares no policy.`)
  const named = [...url.matchAll(/:(\w+)/g)].some(([, name = '']) => Object.hasOwn(objectKinds, name))
  if (policy !== 'public' && scopeOf(policy) === 'environment' && !named && config?.filtered !== true)
    throw new Error(
      `The route ${String(method)} ${url} names no object whose environment could be checked, and does not say that it filters.`,
    )
  return policy
}
