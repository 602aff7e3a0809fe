import type { Actor } from '../context.ts'

/** Whoever may run commands on the server. */
export const serverActor: Actor = {
  kind: 'owner-token',
  id: 'server',
  name: 'command on the server',
  userId: null,
  serviceAccountId: null,
  sessionId: null,
  grants: { installation: 'owner', environments: {} },
  limits: null,
}
