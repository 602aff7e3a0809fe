import { z } from 'zod'
import { action, role } from './policy.ts'

const id = z.uuid()
const at = z.iso.datetime()
const named = z.object({ id, name: z.string() })

/** A role that somebody holds. */
export const heldRole = z
  .object({
    role,
    /** null: on the whole installation. */
    environment: named.nullable(),
  })
  .meta({ id: 'HeldRole' })

/** All roles that somebody is to hold, in place of those they hold now. */
export const putRoles = z
  .strictObject({
    roles: z
      .array(
        z.strictObject({
          role,
          environment: z
            .string()
            .min(1)
            .max(64)
            .nullable()
            .default(null)
            .describe('Name or id; null: the whole installation.'),
        }),
      )
      .max(500),
  })
  .meta({ id: 'PutRoles' })

export const member = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    roles: z.array(heldRole),
    createdAt: at,
    /** Since then nothing of theirs is let in. */
    disabledAt: at.nullable(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof member>

export const updateMember = z
  .strictObject({ name: z.string().trim().min(1).max(200).optional(), disabled: z.boolean().optional() })
  .meta({ id: 'UpdateMember' })

export const serviceAccount = z
  .object({
    id,
    name: z.string(),
    roles: z.array(heldRole),
    createdBy: z.string(),
    createdAt: at,
    disabledAt: at.nullable(),
  })
  .meta({ id: 'ServiceAccount' })
export type ServiceAccount = z.infer<typeof serviceAccount>

export const createServiceAccount = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,62}$/, 'Use 2 to 63 lower-case letters, digits and hyphens, starting with a letter.'),
    roles: putRoles.shape.roles.default([]),
  })
  .meta({ id: 'CreateServiceAccount' })
export const updateServiceAccount = z.strictObject({ disabled: z.boolean() }).meta({ id: 'UpdateServiceAccount' })

/** A token as it is listed: never the token itself. */
export const apiToken = z
  .object({
    id,
    name: z.string(),
    /** How it begins, to tell it by; empty for tokens from before this was kept. */
    prefix: z.string(),
    /** What it is narrowed to; empty: all that its owner may. */
    actions: z.array(z.string()),
    /** Where; empty: everywhere. `name` is null once the environment is destroyed, and where whoever asks may not see it. */
    environments: z.array(z.object({ id, name: z.string().nullable() })),
    createdAt: at,
    /** To the minute. */
    lastUsedAt: at.nullable(),
    expiresAt: at.nullable(),
  })
  .meta({ id: 'ApiToken' })
export type ApiToken = z.infer<typeof apiToken>

export const createToken = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    actions: z.array(action).max(100).default([]).describe('Empty: all that its owner may.'),
    environments: z
      .array(z.string().min(1).max(64))
      .max(500)
      .default([])
      .describe('Names or ids; empty: all. With any, nothing that concerns the whole installation is allowed.'),
    expiresInDays: z.int().min(1).max(3650).optional().describe('Absent: it does not expire by itself.'),
  })
  .meta({ id: 'CreateToken' })

/** The only answer that holds the token. */
export const createdToken = apiToken.extend({ token: z.string() }).meta({ id: 'CreatedToken' })

/** Who a credential stands for, and what it may do. */
export const principal = z
  .object({
    kind: z.enum(['owner-token', 'user', 'token', 'service-account']),
    name: z.string(),
    userId: id.nullable(),
    roles: z.array(heldRole),
    /** What it may do on every environment and on the installation. */
    actions: z.array(action),
    /** What it may do on some environments beyond that. */
    environments: z.array(named.extend({ actions: z.array(action) })),
  })
  .meta({ id: 'Principal' })

/** The policy table, as docs/policy.md shows it. */
export const policyDescription = z
  .object({
    roles: z.array(z.object({ role, meaning: z.string() })),
    actions: z.array(
      z.object({
        action,
        lets: z.string(),
        scope: z.enum(['environment', 'installation', 'own']),
        roles: z.array(role),
        implies: z.array(action),
      }),
    ),
  })
  .meta({ id: 'Policy' })
