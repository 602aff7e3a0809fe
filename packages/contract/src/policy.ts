import { z } from 'zod'

/** From the one that may do most to the one that may do least. */
export const roles = ['owner', 'admin', 'operator', 'developer', 'viewer'] as const
export const role = z.enum(roles).meta({ id: 'Role' })
export type Role = z.infer<typeof role>

/** What each role is for, as a person who gives it reads it. */
export const roleMeanings: Record<Role, string> = {
  owner: 'Does everything, and alone makes owners and changes the settings of the installation.',
  admin: 'Creates and destroys environments, and decides who may do what, but for owners.',
  operator: 'Runs environments: configuration, secrets, start and stop, manage.py.',
  developer: 'Deploys, and reads logs.',
  viewer: 'Looks.',
}

/**
 * Where a role has to be held for an action: `environment`, on that environment or on the whole installation; `installation`, on the whole
 * installation; `own`, anywhere or nowhere: it concerns nobody else.
 */
export type Scope = 'environment' | 'installation' | 'own'

interface Rule {
  /** Completes "Who has it may …". */
  lets: string
  scope: Scope
  roles: readonly Role[]
  /** What comes with it, also for a token that is given this action only. */
  implies?: readonly string[]
}

const everyone = roles
const developers = ['owner', 'admin', 'operator', 'developer'] as const
const operators = ['owner', 'admin', 'operator'] as const
const admins = ['owner', 'admin'] as const
const owners = ['owner'] as const

/** The one table of who may do what. REST, event streams, sockets and workers decide by it; docs/policy.md and the portal show it. */
export const policyTable = {
  'environment:read': {
    lets: 'see an environment, its revisions, plans and exported Compose folder',
    scope: 'environment',
    roles: everyone,
    implies: ['operation:read', 'source:read'],
  },
  'environment:create': {
    lets: 'create environments, and so run code of any source on any host',
    scope: 'installation',
    roles: admins,
    implies: ['environment:read', 'host:read'],
  },
  'environment:write': {
    lets: 'change what an environment should be: specification, reference, images',
    scope: 'environment',
    roles: operators,
    implies: ['environment:read'],
  },
  'environment:deploy': {
    lets: 'plan and deploy any reference of the source, and go back to an earlier revision',
    scope: 'environment',
    roles: developers,
    implies: ['environment:read'],
  },
  'environment:operate': {
    lets: 'start, stop and restart an environment',
    scope: 'environment',
    roles: operators,
    implies: ['environment:read'],
  },
  'environment:destroy': {
    lets: 'destroy an environment, also with its data',
    scope: 'environment',
    roles: admins,
    implies: ['environment:read'],
  },
  'environment:manage': {
    lets: 'run manage.py in an environment, and so read all its data and the values of its secrets',
    scope: 'environment',
    roles: operators,
    implies: ['environment:read', 'log:read', 'secret:read'],
  },
  'environment:terminal': {
    lets: 'open a shell in a service of an environment, and so read all its data and the values of its secrets',
    scope: 'environment',
    roles: operators,
    implies: ['environment:manage', 'environment:read', 'log:read', 'secret:read'],
  },
  'environment:terminal-root': {
    lets: 'open a shell in a service as root',
    scope: 'environment',
    roles: admins,
    implies: ['environment:terminal'],
  },
  'log:read': {
    lets: 'read what containers print, which may hold personal data',
    scope: 'environment',
    roles: developers,
    implies: ['environment:read'],
  },
  'secret:read': {
    lets: 'see names and versions of secrets; no call answers a value',
    scope: 'environment',
    roles: developers,
    implies: ['environment:read'],
  },
  'secret:write': {
    lets: 'set, generate and remove secrets',
    scope: 'environment',
    roles: operators,
    implies: ['secret:read'],
  },
  'operation:read': {
    lets: 'see operations with their steps and logs, but for what commands of manage.py were given and print',
    scope: 'environment',
    roles: everyone,
  },
  'operation:cancel': {
    lets: 'cancel an operation',
    scope: 'environment',
    roles: developers,
    implies: ['operation:read'],
  },
  'push:approve': {
    lets: 'let code of a fork or pull request be built and deployed',
    scope: 'environment',
    roles: operators,
    implies: ['environment:read'],
  },
  'source:read': { lets: 'see sources; on an environment, its own', scope: 'environment', roles: everyone },
  'source:write': {
    lets: 'add and remove sources, with their credentials and webhook secrets',
    scope: 'installation',
    roles: operators,
    implies: ['source:read'],
  },
  'source:build': {
    lets: 'build the image of any commit of any source, without an environment',
    scope: 'installation',
    roles: developers,
    implies: ['source:read', 'operation:read'],
  },
  'delivery:read': {
    lets: 'see what git hosts have sent to the source of an environment, and what came of it there',
    scope: 'environment',
    roles: developers,
    implies: ['source:read'],
  },
  'delivery:redeliver': {
    lets: 'run a delivery again',
    scope: 'installation',
    roles: operators,
    implies: ['delivery:read'],
  },
  'host:read': { lets: 'see hosts and their storage', scope: 'installation', roles: everyone },
  'host:operate': {
    lets: 'make room on a host: prune revisions, images and build cache',
    scope: 'installation',
    roles: operators,
    implies: ['host:read', 'operation:read'],
  },
  'host:write': { lets: 'add, change and remove hosts', scope: 'installation', roles: admins, implies: ['host:read'] },
  'metrics:read': {
    lets: 'read the metrics of the portal, as Prometheus does',
    scope: 'installation',
    roles: everyone,
  },
  'notification:read': { lets: 'see who is told of what', scope: 'installation', roles: operators },
  'notification:write': {
    lets: 'decide who is told of what',
    scope: 'installation',
    roles: admins,
    implies: ['notification:read'],
  },
  'member:read': { lets: 'see members, their addresses and roles', scope: 'installation', roles: admins },
  'member:write': {
    lets: 'invite, disable and remove members, and give roles up to one’s own',
    scope: 'installation',
    roles: admins,
    implies: ['member:read'],
  },
  'service-account:write': {
    lets: 'make service accounts and their tokens, with roles up to one’s own',
    scope: 'installation',
    roles: admins,
  },
  'audit:read': { lets: 'read and export the audit', scope: 'installation', roles: admins },
  'settings:read': { lets: 'see the settings of the installation', scope: 'installation', roles: admins },
  'settings:write': {
    lets: 'change the settings of the installation: sign-in, mail, keys',
    scope: 'installation',
    roles: owners,
    implies: ['settings:read'],
  },
  'release:read': { lets: 'see the catalogue of Open edX releases', scope: 'own', roles: everyone },
  'api:read': { lets: 'read the description of the API and this table', scope: 'own', roles: everyone },
  'token:own': { lets: 'make and revoke one’s own tokens, none of which may do more', scope: 'own', roles: everyone },
  'account:own': {
    lets: 'change one’s own password, second factor and sessions',
    scope: 'own',
    roles: everyone,
  },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof policyTable

const rules: Record<Action, Rule> = policyTable
const isAction = (text: string): text is Action => Object.hasOwn(policyTable, text)

/** Every action, in the order of the table. */
export const actions: readonly Action[] = Object.keys(policyTable).filter(isAction)
export const action = z.enum(actions).meta({ id: 'Action' })

/** Whether the table lets a role do an action, wherever the role is held. */
export const roleMay = (held: Role, wanted: Action): boolean => rules[wanted].roles.includes(held)

/** Where a role has to be held for the action. */
export const scopeOf = (wanted: Action): Scope => rules[wanted].scope

/** The action's sentence, completing "may …". */
export const meaningOf = (wanted: Action): string => rules[wanted].lets

/** Roles that have the action, the mightiest first. */
export const rolesThatMay = (wanted: Action): readonly Role[] => rules[wanted].roles

/** The actions with all that comes with them. */
export function withImplied(given: readonly Action[]): ReadonlySet<Action> {
  const all = new Set(given)
  for (const each of all) for (const more of impliedBy(each)) all.add(more)
  return all
}

/** What directly comes with an action. */
export const impliedBy = (wanted: Action): readonly Action[] => (rules[wanted].implies ?? []).filter(isAction)

/** The table as the portal is told it. */
export function describePolicy() {
  return {
    roles: roles.map((each) => ({ role: each, meaning: roleMeanings[each] })),
    actions: actions.map((each) => ({
      action: each,
      lets: meaningOf(each),
      scope: scopeOf(each),
      roles: [...rolesThatMay(each)],
      implies: [...impliedBy(each)],
    })),
  }
}
