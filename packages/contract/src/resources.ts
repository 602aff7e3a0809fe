import { jsonValue } from '@fun/compose-model/json-value'
import { environmentKind, environmentName, releaseName, storedSpecification } from '@fun/compose-model/specification'
import { z } from 'zod'

const id = z.uuid()
const at = z.iso.datetime()

export const operationKind = z.enum([
  'build',
  'plan',
  'deploy',
  'start',
  'stop',
  'restart',
  'destroy',
  'manage',
  'probe',
  'prune',
])
export const operationState = z.enum([
  'queued',
  'running',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
])
export const stepState = z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped', 'cancelled'])
export const health = z.enum(['starting', 'healthy', 'degraded', 'failed', 'stopped', 'unknown'])

/** RFC 9457. `code` is stable; `detail` says what happened and why; `cure` says what to do next. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    cure: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** Of a 403: the action that is not allowed, and the roles that have it. */
    missing: z.object({ action: z.string(), roles: z.array(z.string()) }).optional(),
    /** Last lines of the log that belong to the failure. */
    log: z.array(z.string()).optional(),
    /** What the resource is now, of an edit that came too late. */
    current: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

export const step = z
  .object({
    key: z.string(),
    position: z.int(),
    title: z.string(),
    state: stepState,
    detail: z.string(),
    startedAt: at.nullable(),
    finishedAt: at.nullable(),
  })
  .meta({ id: 'Step' })
export type Step = z.infer<typeof step>

export const operation = z
  .object({
    id,
    kind: operationKind,
    state: operationState,
    environment: z.object({ id, name: z.string() }).nullable(),
    revisionId: id.nullable(),
    trigger: z.string(),
    /** Why a queued operation waits, in words. */
    waitingFor: z.string().nullable(),
    /** Facts as they become known: commit, commitSubject, plan, exitCode, urls, parts … */
    result: z.record(z.string(), jsonValue),
    problem: problem.nullable(),
    attempts: z.int(),
    queuedAt: at,
    startedAt: at.nullable(),
    finishedAt: at.nullable(),
    steps: z.array(step),
  })
  .meta({ id: 'Operation' })
export type Operation = z.infer<typeof operation>

/** What an event stream sends: `id:` is `sequence`, `event:` is `type`, `data:` is this object. */
export const operationEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('state'),
      sequence: z.int(),
      at,
      state: operationState,
      problem: problem.nullable().optional(),
    }),
    z.object({ type: z.literal('step'), sequence: z.int(), at, step }),
    z.object({
      type: z.literal('log'),
      sequence: z.int(),
      at,
      step: z.string().nullable(),
      stream: z.enum(['stdout', 'stderr']),
      lines: z.array(z.string()),
    }),
  ])
  .meta({ id: 'OperationEvent' })
export type OperationEvent = z.infer<typeof operationEvent>

export const source = z
  .object({
    id,
    name: z.string(),
    url: z.string(),
    hasCredentials: z.boolean(),
    hasWebhookSecret: z.boolean(),
    /** When a worker last saw what its branches and tags name. */
    lastPolledAt: at.nullable(),
    /** Why the last look failed; null when it did not. */
    lastPollProblem: problem.nullable(),
    createdAt: at,
  })
  .meta({ id: 'Source' })
export const createSource = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{1,62}$/, 'Use 2 to 63 lower-case letters, digits and hyphens, starting with a letter.'),
    /** https, ssh, or an absolute path beneath the server's development roots. */
    url: z.string().min(1).max(2048),
    credentials: z.strictObject({ user: z.string().max(255), password: z.string().max(4096) }).optional(),
  })
  .meta({ id: 'CreateSource' })

/** Where a git host sends pushes, and what it signs them with. Shown once. */
export const webhookSecret = z
  .object({
    url: z.string(),
    secret: z.string(),
    /** Until then deliveries signed with an earlier secret are taken too; null when there was none. */
    previousValidUntil: at.nullable(),
  })
  .meta({ id: 'WebhookSecret' })
/** Body of a delivery; other fields are ignored. */
export const pushBody = z
  .object({
    ref: z
      .string()
      .max(1024)
      .regex(/^refs\/(?:heads|tags)\/./, 'Name the whole ref, such as refs/heads/main.'),
    /** The commit that the ref names now; zeros: it was deleted. */
    after: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/, 'Send the whole commit id, or leave it out.')
      .optional(),
    /** All files that the push changed, for environments with `deployPaths`; left out, a worker asks git. */
    paths: z.array(z.string().max(4096)).max(10_000).optional(),
  })
  .meta({
    id: 'Push',
    examples: [{ ref: 'refs/heads/main', after: 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2' }],
  })
/** Git hosts whose webhooks are understood; `gitea` is Forgejo's too, `generic` whoever can sign. */
export const webhookProvider = z.enum(['github', 'gitlab', 'gitea', 'bitbucket', 'generic'])
export type WebhookProviderName = z.infer<typeof webhookProvider>
/** A pull (or merge) request as a delivery told of it. */
export const pullRequest = z
  .object({
    number: z.int(),
    title: z.string(),
    headCommit: z.string(),
    headBranch: z.string(),
    /** `owner/name` of the repository that its commits are in; null when that is gone. */
    headRepository: z.string().nullable(),
    baseBranch: z.string(),
    /** Its commits come from another repository than the source's. */
    fork: z.boolean(),
  })
  .meta({ id: 'PullRequest' })
/** `waiting` for a member's approval, `approved`, `obsolete`: something newer took its place; everything else is `handled`. */
export const deliveryState = z.enum(['handled', 'waiting', 'approved', 'obsolete'])
export type DeliveryState = z.infer<typeof deliveryState>
export const delivery = z
  .object({
    id,
    provider: webhookProvider,
    /** As the sender named it, or a hash of body and signature. */
    deliveryId: z.string(),
    receivedAt: at,
    event: z.enum(['push', 'pull-request', 'ping', 'other']),
    state: deliveryState,
    /** Of a push; null for other events. */
    ref: z.string().nullable(),
    /** null: the ref was deleted, or the delivery named no commit. */
    commit: z.string().nullable(),
    pullRequest: pullRequest.nullable(),
    /** What came of it, as a sentence. */
    outcome: z.string(),
    operationIds: z.array(id),
    /** The delivery that was run again, when this one is that. */
    redeliveryOf: id.nullable(),
    /** Who approved it or ran it again. */
    decidedBy: z.string().nullable(),
    decidedAt: at.nullable(),
  })
  .meta({ id: 'Delivery' })
/** Answer to a delivery; the same to the same one repeated. */
export const webhookAnswer = z
  .object({ deliveryId: z.string(), operations: z.array(operation), outcome: z.string() })
  .meta({ id: 'WebhookAnswer' })

const pathGlob = z.string().min(1).max(200)
/**
 * Which changed files make a push deploy: one that matches a glob of `include` (empty: any) and none of `exclude`. Globs are relative to the
 * root of the repository: `requirements/**`, `*.md`, `lms/{static,templates}/**`.
 */
export const deployPaths = z
  .strictObject({ include: z.array(pathGlob).max(50).default([]), exclude: z.array(pathGlob).max(50).default([]) })
  .meta({ id: 'DeployPaths' })
export type DeployPaths = z.infer<typeof deployPaths>

export const serviceState = z.object({
  service: z.string(),
  containerId: z.string(),
  containerName: z.string(),
  image: z.string(),
  state: z.string(),
  health,
  startedAt: at.nullable(),
  /** What somebody changed by hand, in words; the next deploy reverts it, unless it is adopted. */
  drift: z.array(z.string()).default([]),
})

export const environment = z
  .object({
    id,
    name: environmentName,
    kind: environmentKind,
    /** null until the first plan or deploy has read it from the tree. */
    release: releaseName.nullable(),
    reference: z.string(),
    source: z.object({ id, name: z.string(), url: z.string() }),
    host: z.object({ id, name: z.string() }),
    specification: storedSpecification,
    workingTree: z.string().nullable(),
    /** Whether a push of the reference deploys it. */
    autoDeploy: z.boolean(),
    /** Changed files that make a push deploy it; null: any. */
    deployPaths: deployPaths.nullable().default(null),
    health,
    services: z.array(serviceState),
    /** When a worker last looked. */
    observedAt: at.nullable(),
    serving: z
      .object({
        revisionId: id,
        number: z.int(),
        commit: z.string(),
        commitSubject: z.string(),
        servedAt: at.nullable(),
      })
      .nullable(),
    /** Commit that a roll-back left: no push and no poll deploys it again by itself. */
    heldCommit: z.string().nullable(),
    urls: z.array(z.object({ name: z.string(), url: z.string(), description: z.string() })),
    currentOperation: operation.nullable(),
    lastOperation: operation.nullable(),
    createdAt: at,
  })
  .meta({ id: 'Environment' })
export type Environment = z.infer<typeof environment>

/** What is to be deployed. Other whole refs are those of pull requests, which are deployed by approving them. */
export const wantedReference = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => !text.startsWith('refs/') || /^refs\/(heads|tags)\/./.test(text), {
    error:
      'Name a branch, a tag, or a commit of one. A pull request is deployed by approving its delivery, which takes push:approve.',
  })
  .describe('Branch, tag, or commit of one.')

export const createEnvironment = z
  .strictObject({
    name: environmentName,
    source: z.string().describe('Name or id of a source.'),
    reference: wantedReference.default('main'),
    /** Parsed as an environment specification; `release` may be absent: it is read from the tree on the first deploy or plan. */
    specification: z.record(z.string(), jsonValue),
    /** Development only: an absolute path beneath the server's development roots. */
    workingTree: z.string().max(4096).optional(),
    autoDeploy: z
      .boolean()
      .optional()
      .describe('Whether a push of the reference deploys it; by default yes, but not for development.'),
    deployPaths: deployPaths.optional(),
    host: z.string().optional(),
    /** Secrets to set beside the generated ones (e.g. passwords of external servers); write-only. */
    secrets: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(16384)).optional(),
  })
  .meta({
    id: 'CreateEnvironment',
    examples: [
      {
        name: 'demo',
        source: 'platform',
        reference: 'main',
        specification: { kind: 'production', release: 'teak', lms: { port: 8073 }, cms: { port: 8083 } },
      },
    ],
  })
export const updateEnvironment = z
  .strictObject({
    reference: wantedReference.optional(),
    autoDeploy: z.boolean().optional(),
    deployPaths: deployPaths.nullable().optional(),
    specification: z.record(z.string(), jsonValue).optional(),
    secrets: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(16384)).optional(),
  })
  .meta({ id: 'UpdateEnvironment', examples: [{ reference: 'release', autoDeploy: true }] })

/** What became part of the specification, and what cannot: the next deploy reverts that. */
export const driftAdoption = z
  .object({
    adopted: z.array(
      z.object({ service: z.string(), path: z.string(), before: z.number().nullable(), after: z.number().nullable() }),
    ),
    notAdoptable: z.array(z.object({ service: z.string(), drift: z.array(z.string()) })),
    /** When the worker saw it. */
    observedAt: at.nullable(),
  })
  .meta({ id: 'DriftAdoption' })
export type DriftAdoption = z.infer<typeof driftAdoption>

export const revision = z
  .object({
    id,
    environmentId: id,
    number: z.int(),
    commit: z.string(),
    commitSubject: z.string(),
    state: z.enum(['prepared', 'serving', 'superseded', 'failed']),
    imageIds: z.record(z.string(), z.string()),
    configurationHash: z.string(),
    staticGeneration: z.string(),
    secretVersions: z.record(z.string(), z.int()),
    /** Migrations that its deployment was seen to apply, as `app.name`. */
    appliedMigrations: z.array(z.string()),
    planText: z.string(),
    /** Whether the environment can go back to it: it has served, and retention still holds its images. */
    kept: z.boolean(),
    createdAt: at,
    servedAt: at.nullable(),
  })
  .meta({ id: 'Revision' })

export const build = z
  .object({
    id,
    sourceId: id,
    operationId: id,
    commit: z.string(),
    part: z.string(),
    key: z.string(),
    reference: z.string(),
    imageId: z.string().nullable(),
    reused: z.boolean(),
    startedAt: at,
    finishedAt: at.nullable(),
  })
  .meta({ id: 'Build' })

export const host = z
  .object({
    id,
    name: z.string(),
    endpoint: z.string(),
    engine: z
      .object({ version: z.string(), apiVersion: z.string(), memoryBytes: z.number(), cpus: z.number() })
      .nullable(),
    observedAt: at.nullable(),
    problem: problem.nullable(),
  })
  .meta({ id: 'Host' })

/** What the product keeps on a host, as a worker last measured it; every prune does. */
export const hostStorage = z
  .object({
    host: z.object({ id, name: z.string() }),
    measuredAt: at,
    /** null for an engine on another machine. */
    diskFreeBytes: z.number().nullable(),
    /** All layers of all images of the engine, each counted once. */
    imagesBytes: z.number(),
    /** Parts of the platform's image; `ownBytes` without the layers that other images share. */
    parts: z.array(z.object({ part: z.string(), count: z.int(), sizeBytes: z.number(), ownBytes: z.number() })),
    buildCacheBytes: z.number(),
    buildCacheInUseBytes: z.number(),
    /** Databases, uploads, static generations, configuration. */
    environments: z.array(
      z.object({
        id,
        name: z.string(),
        volumesBytes: z.number(),
        volumes: z.array(z.object({ name: z.string(), sizeBytes: z.number() })),
      }),
    ),
    gitMirrorsBytes: z.number(),
    /** What a prune leaves. */
    policy: z.object({
      revisionsKept: z.int(),
      imagePartsKept: z.int(),
      pruneSeconds: z.int(),
      buildCacheBytesMax: z.number(),
    }),
  })
  .meta({ id: 'HostStorage' })
export type HostStorage = z.infer<typeof hostStorage>

export const release = z
  .object({
    name: releaseName,
    title: z.string(),
    legacy: z.boolean(),
    python: z.string(),
    node: z.string(),
    mysql: z.string(),
    mongodb: z.string(),
    services: z.array(z.string()),
    /** Why a plan would refuse it here; null when it can be built. */
    refusedBecause: z.string().nullable(),
  })
  .meta({ id: 'Release' })

/** How migrations run, should there be any. */
const migrationOptions = {
  maintenance: z
    .boolean()
    .optional()
    .describe('Hold requests with a maintenance page from before the migrations until the new code serves.'),
  snapshot: z.boolean().optional().describe('Keep a dump of the database from before the first migration.'),
}

/** Bodies of the calls that queue operations; all answer 202 with the operation. */
export const deployRequest = z
  .strictObject({
    reference: wantedReference.optional(),
    /** An earlier revision, to which the environment goes back; `reference` does not count then. */
    revisionId: id.optional(),
    /** Says that the revision's code can run on the schema that migrations since then have made. */
    acceptMigrations: z.boolean().optional(),
    planHash: z.string().optional(),
    ...migrationOptions,
    /** `stop-first`: old LMS, CMS and workers stop before new ones start, with downtime, where two generations do not fit into memory. */
    rollout: z.enum(['start-first', 'stop-first']).optional(),
  })
  .meta({ id: 'DeployRequest', examples: [{ reference: 'main' }] })
export const planRequest = z
  .strictObject({
    reference: wantedReference.optional(),
    revisionId: id.optional(),
    rollout: z.enum(['start-first', 'stop-first']).optional(),
    ...migrationOptions,
  })
  .meta({ id: 'PlanRequest', examples: [{ reference: 'main' }] })
export const buildRequest = z
  .strictObject({
    source: z.string(),
    reference: wantedReference,
    release: releaseName.optional(),
    kind: environmentKind.default('production'),
  })
  .meta({ id: 'BuildRequest' })
export const lifecycleRequest = z
  .strictObject({ services: z.array(z.string()).optional() })
  .meta({ id: 'LifecycleRequest' })
export const destroyRequest = z
  .strictObject({ name: z.string().describe('The name of the environment, typed again.'), removeData: z.boolean() })
  .meta({ id: 'DestroyRequest' })
export const adoptDriftRequest = z.strictObject({}).meta({ id: 'AdoptDriftRequest' })

export const pruneRequest = z.strictObject({}).meta({ id: 'PruneRequest' })

/** `manage.py <service> <arguments…>`; or one of the ready-made ones. */
export const manageRequest = z
  .discriminatedUnion('command', [
    z.strictObject({
      command: z.literal('manage'),
      service: z.enum(['lms', 'cms']),
      arguments: z.array(z.string().max(4096)).min(1).max(64),
    }),
    z.strictObject({
      command: z.literal('superuser'),
      username: z.string().regex(/^[A-Za-z0-9_-]{2,30}$/),
      email: z.email(),
      password: z.string().min(8).max(255),
    }),
    z.strictObject({ command: z.literal('demo-course') }),
  ])
  .meta({ id: 'ManageRequest' })

/** Every list answers `{ items, nextCursor }`. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
