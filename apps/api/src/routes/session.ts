import {
  passkeyOptions,
  signInOptions,
  signInState,
  signInWithPasskey,
  signInWithPassword,
  signInWithSecondFactor,
} from '@fun/contract/accounts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  clearSessionCookie,
  readSessionCookie,
  refuseForeignOrigin,
  setSessionCookie,
  siteOf,
} from '../accounts/session-cookie.ts'
import { endSession } from '../accounts/sessions.ts'
import type { Deps } from '../deps.ts'
import { limitPerAddress } from '../plugins/limits.ts'
import { signOut } from '../usecases/session/end.ts'
import { signInOptionsOf } from '../usecases/session/options.ts'
import { passkeySignInOptions } from '../usecases/session/passkey-options.ts'
import { signInByPasskey } from '../usecases/session/sign-in-by-passkey.ts'
import { type SecondFactorWanted, type SignedIn, signInByPassword } from '../usecases/session/sign-in-by-password.ts'
import { signInBySecondFactor } from '../usecases/session/sign-in-by-second-factor.ts'
import { signInByToken } from '../usecases/session/sign-in-by-token.ts'
import { type Api, contextOf, visitorOf } from './api.ts'

const tags = ['session']

/** Signing in and out. A browser that signs in gets a new session, whatever it had before, which ends. */
export function sessionRoutes(app: Api, deps: Deps): void {
  const config = { policy: 'public', rateLimit: limitPerAddress(deps.config, 'signIn') } as const
  app.get(
    '/session/options',
    {
      config: { policy: 'public' },
      schema: {
        operationId: 'getSignInOptions',
        summary: 'The ways in that this installation offers',
        tags,
        response: { 200: signInOptions },
      },
    },
    (request) => signInOptionsOf(deps, siteOf(deps, request)),
  )
  const onRequest = async (request: FastifyRequest) => refuseForeignOrigin(request)
  app.post(
    '/session',
    {
      config,
      onRequest,
      schema: {
        operationId: 'createSession',
        summary: 'Turn a token into a cookie',
        tags,
        body: z.strictObject({ token: z.string().max(200) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { token } = request.body
      await beginSession(deps, request, reply, await signInByToken(visitorOf(deps, request), token, request.principal))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/session/password',
    {
      config,
      onRequest,
      schema: {
        operationId: 'signInWithPassword',
        summary: 'Sign in with address and password',
        tags,
        body: signInWithPassword,
        response: { 200: signInState },
      },
    },
    async (request, reply) =>
      answer(deps, request, reply, await signInByPassword(visitorOf(deps, request), request.body)),
  )
  app.post(
    '/session/second-factor',
    {
      config,
      onRequest,
      schema: {
        operationId: 'signInWithSecondFactor',
        summary: 'Give the code that a sign-in by password wants',
        tags,
        body: signInWithSecondFactor,
        response: { 200: signInState },
      },
    },
    async (request, reply) =>
      answer(deps, request, reply, await signInBySecondFactor(visitorOf(deps, request), request.body)),
  )
  app.post(
    '/session/passkey/options',
    {
      config,
      onRequest,
      schema: {
        operationId: 'beginPasskeySignIn',
        summary: 'Begin a sign-in by passkey',
        tags,
        response: { 200: passkeyOptions },
      },
    },
    (request) => passkeySignInOptions(deps, siteOf(deps, request)),
  )
  app.post(
    '/session/passkey',
    {
      config,
      onRequest,
      schema: {
        operationId: 'signInWithPasskey',
        summary: 'Sign in with what a passkey answered',
        tags,
        body: signInWithPasskey,
        response: { 200: signInState },
      },
    },
    async (request, reply) =>
      answer(
        deps,
        request,
        reply,
        await signInByPasskey(visitorOf(deps, request), siteOf(deps, request), request.body),
      ),
  )
  app.delete(
    '/session',
    {
      config: { policy: 'account:own' },
      schema: { operationId: 'deleteSession', summary: 'Sign out', tags, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await signOut(contextOf(deps, request), readSessionCookie(deps, request))
      clearSessionCookie(deps, request, reply)
      return reply.code(204).send(null)
    },
  )
}

/** Sets the cookie of a new session and ends the one that the browser had. */
export async function beginSession(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  value: string,
): Promise<void> {
  const before = readSessionCookie(deps, request)
  if (before !== undefined) await endSession(deps.store, before)
  setSessionCookie(deps, request, reply, value)
}

async function answer(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: SignedIn | SecondFactorWanted,
) {
  if (outcome.state === 'second-factor') return outcome
  await beginSession(deps, request, reply, outcome.session)
  return { state: outcome.state }
}
