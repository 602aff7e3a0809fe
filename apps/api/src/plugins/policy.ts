import fastifyPlugin from 'fastify-plugin'
import { CodedError } from '../errors.ts'
import type { Principal } from './auth.ts'

/** What a route lets somebody do. `public` routes need no credential; everything else needs one that may do the action. */
export type Policy =
  | 'public'
  | 'read'
  | 'environment:write'
  | 'environment:operate'
  | 'environment:destroy'
  | 'environment:manage'
  | 'source:write'
  | 'session:end'

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy
  }
}

/** The one function that decides what a principal may do. Roles come with accounts; the owner may do everything. */
export function mayDo(principal: Principal | null, policy: Policy): boolean {
  return policy === 'public' || principal?.kind === 'owner'
}

/** Holds every route to a declared policy: one without fails the start of the API, and so the test suite. */
export const policyPlugin = fastifyPlugin(
  async (app) => {
    app.addHook('onRoute', (route) => {
      if (route.config?.policy === undefined)
        throw new Error(`The route ${String(route.method)} ${route.url} declares no policy.`)
    })
    app.addHook('preValidation', async (request) => {
      const policy = request.routeOptions.config.policy
      if (policy === undefined || mayDo(request.principal, policy)) return
      throw new CodedError('unauthenticated', 'This call needs a credential.', {
        cure: 'Send the header Authorization: Bearer fun_… with the owner token, or sign in to the portal.',
      })
    })
  },
  { name: 'policy', dependencies: ['auth'] },
)
