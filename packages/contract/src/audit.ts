import { z } from 'zod'

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] })
const instant = z.iso.datetime()

/** One line of the audit log: who changed what, from where. Never changed afterwards, and chained to the line before. */
export const auditEntry = z
  .object({
    id: z.uuid(),
    /** Place in the chain: 1, 2, 3 … without gaps, in the order of commits. */
    sequence: z.int(),
    at: instant,
    /** `kind:name` of who asked, as it was then. */
    principal: z.string(),
    principalId: z.string().nullable(),
    clientAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    /** noun.verb, such as `environment.update`. */
    action: z.string(),
    /** Name of what was changed. */
    subject: z.string(),
    environmentId: z.uuid().nullable(),
    /** `refused`: the policy did not let it happen. */
    result: z.enum(['done', 'refused']),
    detail: z.record(z.string(), z.json()),
    /** What was changed, with secrets masked; null where an entry says it in `detail`. */
    before: z.record(z.string(), z.json()).nullable(),
    after: z.record(z.string(), z.json()).nullable(),
    /** sha256 over the canonical JSON (sorted keys, no spaces) of everything above but `id` and `sequence`. */
    contentHash: hash,
    /** `hash` of the entry before; 64 zeros for the first. */
    previousHash: hash,
    /** sha256 over `<sequence> <previousHash> <contentHash>`. */
    hash,
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntry>

/** What a list of entries can be narrowed by; all that are given must hold. */
export const auditFilter = z.object({
  principal: z.string().max(320).optional().describe('`kind:name`, or a name alone.'),
  action: z.string().max(100).optional().describe('`environment.update`, or `environment.` for all that begin so.'),
  subject: z.string().max(320).optional(),
  environment: z.string().max(64).optional().describe('Name or id; the id also of one that is gone.'),
  result: z.enum(['done', 'refused']).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('Entries of this moment and later.'),
  to: z.iso.datetime({ offset: true }).optional().describe('Entries before this moment.'),
})
export type AuditFilter = z.infer<typeof auditFilter>

/** Whether every entry is there and as it was written. */
export const auditVerification = z
  .object({
    intact: z.boolean(),
    /** Entries that hold, from the first on. */
    entries: z.int(),
    /** The last of them. Keep it elsewhere: asked for later, it shows that nothing before it was rewritten. */
    head: z.object({ sequence: z.int(), hash }).nullable(),
    /** The first entry that does not hold, and why. */
    broken: z.object({ sequence: z.int(), reason: z.string() }).nullable(),
    verifiedAt: instant,
  })
  .meta({ id: 'AuditVerification' })
export type AuditVerification = z.infer<typeof auditVerification>
