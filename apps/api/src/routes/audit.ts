import { Readable } from 'node:stream'
import { auditEntry, auditFilter, auditVerification } from '@fun/contract/audit'
import { page } from '@fun/contract/resources'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { listAudit } from '../usecases/audit/list.ts'
import { exportAudit } from '../usecases/audit/read-all.ts'
import { verifyAudit } from '../usecases/audit/verify.ts'
import { type Api, fileResponse, pageQuery } from './api.ts'

const noted = z
  .object({
    sequence: z.coerce.number().int().min(1).optional(),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
  })
  .refine(({ sequence, hash }) => (sequence === undefined) === (hash === undefined), 'Give both, sequence and hash.')

/** The audit log: looked at, taken out, and checked for gaps. */
export function auditRoutes(app: Api, deps: Deps): void {
  const tags = ['audit']
  app.get(
    '/audit',
    {
      config: { policy: 'audit:read' },
      schema: {
        operationId: 'listAudit',
        summary: 'Who changed what, newest first',
        tags,
        querystring: pageQuery.extend({ ...auditFilter.shape, cursor: z.coerce.number().int().min(1).optional() }),
        response: { 200: page(auditEntry) },
      },
    },
    (request) => listAudit(deps, request.query),
  )
  app.get(
    '/audit/export',
    {
      config: { policy: 'audit:read' },
      schema: {
        operationId: 'exportAudit',
        summary: 'The audit log as JSON lines, oldest first',
        tags,
        querystring: auditFilter,
        response: fileResponse('application/x-ndjson', 'One AuditEntry a line.'),
      },
    },
    (request, reply) =>
      reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="audit.jsonl"')
        .send(Readable.from(exportAudit(deps, request.query))),
  )
  app.get(
    '/audit/verification',
    {
      config: { policy: 'audit:read' },
      schema: {
        operationId: 'verifyAudit',
        summary: 'Whether every entry of the audit log is there and as it was written',
        tags,
        querystring: noted,
        response: { 200: auditVerification },
      },
    },
    ({ query: { sequence, hash } }) =>
      verifyAudit(deps, sequence === undefined || hash === undefined ? undefined : { sequence, hash }),
  )
}
