/**
 * Who or what began an operation, as its label says: `user:olga@example.org`, `token:olga@example.org (ci)`, `service-account:pipeline`,
 * `owner-token:owner`, `webhook platform`, `poll platform`, `schedule`. `other` is a label that is none of these, as it stands.
 */
export type Trigger =
  | { kind: 'person'; address: string }
  | { kind: 'token'; address: string; token: string }
  | { kind: 'serviceAccount' | 'ownerToken' | 'push' | 'poll' | 'other'; name: string }
  | { kind: 'schedule' }

/** A label taken apart. */
export function triggerOf(label: string): Trigger {
  const [, kind = '', name = ''] = /^(user|token|service-account|owner-token):(.+)$/s.exec(label) ?? []
  const [, by = '', source = ''] = /^(webhook|poll) (\S+)$/.exec(label) ?? []
  if (label === 'schedule') return { kind: 'schedule' }
  if (kind === 'user') return { kind: 'person', address: name }
  if (kind === 'token') return tokenOf(name)
  if (kind === 'service-account') return { kind: 'serviceAccount', name }
  if (kind === 'owner-token') return { kind: 'ownerToken', name }
  if (by === 'webhook') return { kind: 'push', name: source }
  if (by === 'poll') return { kind: 'poll', name: source }
  return { kind: 'other', name: label }
}

function tokenOf(name: string): Trigger {
  const [, address, token] = /^(\S+) \((.*)\)$/s.exec(name) ?? []
  return address === undefined || token === undefined
    ? { kind: 'other', name: `token:${name}` }
    : { kind: 'token', address, token }
}
