import { gitReference } from '@fun/contract/new-environment'
import { z } from 'zod'
import type { QuestionKind } from '../adapters/queue/questions.ts'

const at = z.iso.datetime()

const referencesInput = z.object({
  sourceId: z.uuid(),
  search: z.string(),
  kind: z.enum(['branch', 'tag']).optional(),
  limit: z.int(),
})
const referencesAnswer = z.object({ items: z.array(gitReference), total: z.int(), readAt: at })

/** Which branches and tags a repository has. */
export const referencesQuestion: QuestionKind<z.infer<typeof referencesInput>, z.infer<typeof referencesAnswer>> = {
  name: 'references',
  input: referencesInput,
  answer: referencesAnswer,
  timeoutMs: 15_000,
}

const inspectionInput = z.object({ sourceId: z.uuid(), reference: z.string() })
const inspectionAnswer = z.object({
  commit: z.string(),
  subject: z.string(),
  author: z.string(),
  at: z.string(),
  /** What the tree says of its release, word for word. */
  releaseLine: z.string().nullable(),
  /** What a tree of the platform has and this one does not. */
  missing: z.array(z.string()),
})
export type Inspection = z.infer<typeof inspectionAnswer>

/** What a repository is at a reference. */
export const inspectionQuestion: QuestionKind<z.infer<typeof inspectionInput>, Inspection> = {
  name: 'inspection',
  input: inspectionInput,
  answer: inspectionAnswer,
  timeoutMs: 17_000,
}

const hostInput = z.object({
  project: z.string(),
  ports: z.array(z.object({ address: z.string(), port: z.int() })),
})
const hostAnswer = z.object({
  /** Where service images come from; null until the first deployment has found out. */
  variant: z.enum(['official', 'stand-in']).nullable(),
  /** Containers and volumes of a Compose project of that name. */
  foreign: z.array(z.string()),
  /** Those of the ports that something else holds. */
  heldPorts: z.array(z.object({ port: z.int(), holder: z.string() })),
})
export type HostState = z.infer<typeof hostAnswer>

/** What of a host stands in the way of an environment that is not there yet. */
export const hostQuestion: QuestionKind<z.infer<typeof hostInput>, HostState> = {
  name: 'host-state',
  input: hostInput,
  answer: hostAnswer,
  timeoutMs: 10_000,
}
