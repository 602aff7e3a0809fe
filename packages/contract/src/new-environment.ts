import { environmentKind, environmentName, releaseName } from '@fun/compose-model/specification'
import { z } from 'zod'
import { createEnvironment, wantedReference } from './resources.ts'

const at = z.iso.datetime()

/** A branch or tag of a source, as its repository names it now. */
export const gitReference = z
  .object({
    kind: z.enum(['branch', 'tag']),
    name: z.string(),
    /** The commit that it names; of an annotated tag, the commit behind it. */
    commit: z.string(),
    /** Whether the repository calls it its default branch. */
    isDefault: z.boolean(),
  })
  .meta({
    id: 'GitReference',
    examples: [
      { kind: 'branch', name: 'release/teak', commit: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2', isDefault: false },
    ],
  })
export type GitReference = z.infer<typeof gitReference>

/** The default branch first, then branches, then tags, newest number first; the first that match. */
export const gitReferences = z
  .object({
    items: z.array(gitReference),
    nextCursor: z.null(),
    /** How many match; `items` holds at most `limit` of them. */
    total: z.int(),
    /** When the repository was asked: an answer is kept for some seconds. */
    readAt: at,
  })
  .meta({ id: 'GitReferences' })
export type GitReferences = z.infer<typeof gitReferences>

export const inspectRequest = z
  .strictObject({ reference: wantedReference })
  .meta({ id: 'InspectRequest', examples: [{ reference: 'main' }] })

/** What a source is at a reference. Reads one commit and the few files that tell; no code is run. */
export const sourceInspection = z
  .object({
    reference: z.string(),
    commit: z.string(),
    commitSubject: z.string(),
    commitAuthor: z.string(),
    committedAt: z.iso.datetime({ offset: true }),
    /** The release that the tree says it is; null when it does not say, or says one that the catalogue does not know. */
    release: releaseName.nullable(),
    /** What the tree says word for word, such as `master` on a development branch; null when it says nothing. */
    releaseLine: z.string().nullable(),
    /** Why that release cannot be built here; null when it can, or is not known. */
    refusedBecause: z.string().nullable(),
    /** What every tree of the platform has and this one does not; empty: it is one. */
    missing: z.array(z.string()),
  })
  .meta({ id: 'SourceInspection' })
export type SourceInspection = z.infer<typeof sourceInspection>

export const externalService = z.enum(['mysql', 'mongodb', 'redis', 'rabbitmq', 'memcached'])
export type ExternalService = z.infer<typeof externalService>

export const connectionTestRequest = z
  .strictObject({
    service: externalService,
    host: z
      .string()
      .max(253)
      .regex(
        /^([a-z0-9_]([a-z0-9_.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*)$/i,
        'Use a host name or an address, such as mysql.example.org.',
      ),
    port: z.int().min(1).max(65_535),
  })
  .meta({ id: 'ConnectionTestRequest', examples: [{ service: 'mysql', host: 'mysql.example.org', port: 3306 }] })
export type ConnectionTestRequest = z.infer<typeof connectionTestRequest>

/**
 * What came of it. `answered`: it speaks the service's protocol, and the greeting was read. `other-protocol`: something answers that does not.
 * `unreachable`: no connection, or no word. `not-tested`: the address is private and the server's own configuration does not open it.
 */
export const connectionTest = z
  .object({
    outcome: z.enum(['answered', 'other-protocol', 'unreachable', 'not-tested']),
    /** What happened and why, as a sentence. */
    detail: z.string(),
    cure: z.string().nullable(),
    /** As the server names it in its greeting; null where it does not. */
    version: z.string().nullable(),
    milliseconds: z.int(),
  })
  .meta({
    id: 'ConnectionTest',
    examples: [
      {
        outcome: 'answered',
        detail: 'mysql.example.org:3306 is a MySQL server, version 8.4.6.',
        cure: null,
        version: '8.4.6',
        milliseconds: 23,
      },
    ],
  })
export type ConnectionTest = z.infer<typeof connectionTest>

/** The body that creating takes, with the names of the secrets that will be given in place of their values. */
export const previewEnvironment = createEnvironment
  .omit({ secrets: true })
  .extend({
    secretNames: z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/))
      .max(100)
      .default([])
      .describe('Names of secrets that creating will be given values of.'),
  })
  .meta({
    id: 'PreviewEnvironment',
    examples: [
      {
        name: 'demo',
        source: 'platform',
        reference: 'main',
        specification: { kind: 'production', lms: { port: 8073 }, cms: { port: 8083 } },
      },
    ],
  })
export type PreviewEnvironment = z.infer<typeof previewEnvironment>

/** What creating and deploying an environment would make. Nothing was made. */
export const environmentPreview = z
  .object({
    name: environmentName,
    kind: environmentKind,
    release: releaseName,
    /** Whether the release was read from the tree, not named in the specification. */
    isReleaseDetected: z.boolean(),
    /** What the reference names now; null when the repository could not be read. */
    commit: z.object({ id: z.string(), subject: z.string() }).nullable(),
    urls: z.array(z.object({ name: z.string(), url: z.string(), description: z.string() })),
    /** The rendered Compose file. Secrets stand in it by name, as `${NAME}`. */
    compose: z.string(),
    /** The first deployment's plan, one action a line. */
    plan: z.string(),
    /** Every secret that the environment reads. `missing`: nobody has given it a value yet. */
    secrets: z.array(z.object({ name: z.string(), origin: z.enum(['generated', 'given', 'missing']) })),
    /** What would stop the first deployment, as far as it is known now. Creating is not refused for it. */
    obstacles: z.array(
      z.object({ code: z.string(), path: z.string().nullable(), detail: z.string(), cure: z.string() }),
    ),
    /** What cannot be known before the first deployment, as sentences. */
    unknown: z.array(z.string()),
  })
  .meta({ id: 'EnvironmentPreview' })
export type EnvironmentPreview = z.infer<typeof environmentPreview>
