import type { Actor, Origin } from '../usecases/context.ts'

/** A person who signs in, resets a password or accepts an invitation, as the audit names them; without rights. */
export function actorOf(user: { id: string; email: string }, origin: Origin): Actor {
  return {
    kind: 'user',
    id: user.id,
    name: user.email,
    userId: user.id,
    serviceAccountId: null,
    sessionId: null,
    grants: { installation: null, environments: {} },
    limits: null,
    origin,
  }
}

/** Whoever typed an address; whether it is an account's shows in the audit no more than in the answer. */
export const strangerOf = (email: string, origin: Origin): Actor => ({
  ...actorOf({ id: '', email }, origin),
  userId: null,
})

/** Where a command on the server comes from. */
export const nowhere: Origin = { clientAddress: null, userAgent: null, requestId: '' }
