import {
  account,
  addPasskey,
  changePassword,
  confirmSession,
  confirmTotp as confirmTotpBody,
  firstRun,
  passkeyOptions,
  recoveryCodes,
  totpSetup,
  updateAccount,
} from '@fun/contract/accounts'
import { z } from 'zod'
import { siteOf } from '../accounts/session-cookie.ts'
import { requireUserSession } from '../accounts/sessions.ts'
import type { Deps } from '../deps.ts'
import { addOwnPasskey } from '../usecases/account/add-passkey.ts'
import { beginTotp } from '../usecases/account/begin-totp.ts'
import { changeOwnPassword } from '../usecases/account/change-password.ts'
import { confirmOwnSession } from '../usecases/account/confirm-session.ts'
import { confirmTotp } from '../usecases/account/confirm-totp.ts'
import { makeFirstOwner } from '../usecases/account/first-run.ts'
import { passkeyRegistrationOptions } from '../usecases/account/passkey-options.ts'
import { findAccount } from '../usecases/account/present.ts'
import { removeOwnIdentity } from '../usecases/account/remove-identity.ts'
import { removeOwnPasskey } from '../usecases/account/remove-passkey.ts'
import { removeTotp } from '../usecases/account/remove-totp.ts'
import { renewRecoveryCodes } from '../usecases/account/renew-recovery-codes.ts'
import { updateOwnAccount } from '../usecases/account/update.ts'
import { type Api, contextOf } from './api.ts'
import { beginSession } from './session.ts'

const config = { policy: 'account:own' } as const
const tags = ['account']
const none = { 204: z.null() }

/** One's own account. Changes of credentials want a session that was proved a short while ago. */
export function accountRoutes(app: Api, deps: Deps): void {
  app.get(
    '/account',
    { config, schema: { operationId: 'getAccount', summary: 'One’s own account', tags, response: { 200: account } } },
    (request) => findAccount(deps, requireUserSession(contextOf(deps, request).principal).userId),
  )
  app.patch(
    '/account',
    {
      config,
      schema: {
        operationId: 'updateAccount',
        summary: 'Change one’s own name',
        tags,
        body: updateAccount,
        response: { 200: account },
      },
    },
    (request) => updateOwnAccount(contextOf(deps, request), request.body),
  )
  app.post(
    '/account/first-run',
    {
      config,
      schema: {
        operationId: 'makeFirstOwner',
        summary: 'Make the first account, with the owner token',
        tags,
        body: firstRun,
        response: { 201: account },
      },
    },
    async (request, reply) => {
      const session = await makeFirstOwner(contextOf(deps, request), request.body)
      await beginSession(deps, request, reply, session)
      const { id } = await deps.store.user.findUniqueOrThrow({ where: { email: request.body.email } })
      return reply.code(201).send(await findAccount(deps, id))
    },
  )
  app.post(
    '/account/confirm',
    {
      config,
      schema: {
        operationId: 'confirmSession',
        summary: 'Prove anew who sits here',
        tags,
        body: confirmSession,
        response: none,
      },
    },
    async (request, reply) => {
      await confirmOwnSession(contextOf(deps, request), request.body)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/account/password',
    {
      config,
      schema: {
        operationId: 'changePassword',
        summary: 'Change one’s own password',
        tags,
        body: changePassword,
        response: none,
      },
    },
    async (request, reply) => {
      await changeOwnPassword(contextOf(deps, request), request.body)
      return reply.code(204).send(null)
    },
  )
  secondFactorRoutes(app, deps)
  passkeyRoutes(app, deps)
}

function secondFactorRoutes(app: Api, deps: Deps): void {
  app.post(
    '/account/totp',
    {
      config,
      schema: {
        operationId: 'beginTotp',
        summary: 'Make a key for an authenticator application',
        tags,
        response: { 201: totpSetup },
      },
    },
    async (request, reply) => reply.code(201).send(await beginTotp(contextOf(deps, request))),
  )
  app.post(
    '/account/totp/confirm',
    {
      config,
      schema: {
        operationId: 'confirmTotp',
        summary: 'Turn codes on with the first of them',
        tags,
        body: confirmTotpBody,
        response: { 200: recoveryCodes },
      },
    },
    async (request) => ({ codes: await confirmTotp(contextOf(deps, request), request.body.code) }),
  )
  app.delete(
    '/account/totp',
    { config, schema: { operationId: 'removeTotp', summary: 'Turn codes off', tags, response: none } },
    async (request, reply) => {
      await removeTotp(contextOf(deps, request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/account/recovery-codes',
    {
      config,
      schema: {
        operationId: 'renewRecoveryCodes',
        summary: 'Replace the recovery codes',
        tags,
        response: { 201: recoveryCodes },
      },
    },
    async (request, reply) => reply.code(201).send({ codes: await renewRecoveryCodes(contextOf(deps, request)) }),
  )
}

function passkeyRoutes(app: Api, deps: Deps): void {
  app.post(
    '/account/passkeys/options',
    {
      config,
      schema: {
        operationId: 'beginPasskeyRegistration',
        summary: 'Begin to make a passkey',
        tags,
        response: { 200: passkeyOptions },
      },
    },
    (request) => passkeyRegistrationOptions(contextOf(deps, request), siteOf(deps, request)),
  )
  app.post(
    '/account/passkeys',
    {
      config,
      schema: {
        operationId: 'addPasskey',
        summary: 'Keep the public half of a passkey',
        tags,
        body: addPasskey,
        response: { 201: account },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await addOwnPasskey(contextOf(deps, request), siteOf(deps, request), request.body)),
  )
  app.delete(
    '/account/passkeys/:passkey',
    {
      config,
      schema: {
        operationId: 'removePasskey',
        summary: 'Take a passkey away',
        tags,
        params: z.object({ passkey: z.uuid() }),
        response: none,
      },
    },
    async (request, reply) => {
      await removeOwnPasskey(contextOf(deps, request), request.params.passkey)
      return reply.code(204).send(null)
    },
  )
  app.delete(
    '/account/identities/:identity',
    {
      config,
      schema: {
        operationId: 'removeIdentity',
        summary: 'Take the tie to a provider away',
        tags,
        params: z.object({ identity: z.uuid() }),
        response: none,
      },
    },
    async (request, reply) => {
      await removeOwnIdentity(contextOf(deps, request), request.params.identity)
      return reply.code(204).send(null)
    },
  )
}
