import { jsonValue } from '@fun/compose-model/json-value'
import { z } from 'zod'
import { delivery, problem, webhookProvider } from './resources.ts'

const at = z.iso.datetime()

const bytesMin = 16
/** What does not decode would leave a key that everybody has. */
const isSecret = (text: string): boolean => {
  const base64 = /^whsec_(.*)$/.exec(text)?.[1]
  if (base64 === undefined) return true
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.replaceAll('=', '').length * 0.75 >= bytesMin
}

/** Sets up a webhook, or makes another secret for one that is there; the earlier secret is taken for another 24 h. */
export const createWebhook = z
  .strictObject({
    provider: webhookProvider,
    /** What the git host made (GitLab's signing token); without, one is made here. */
    secret: z.string().min(16).max(255).refine(isSecret, 'After whsec_ comes base64 of at least 16 bytes.').optional(),
  })
  .meta({ id: 'CreateWebhook', examples: [{ provider: 'github' }] })

/** Everything that a git host wants to be told. */
export const webhookSetUp = z
  .object({
    provider: webhookProvider,
    url: z.string(),
    /** Shown once; null when it was given. */
    secret: z.string().nullable(),
    /** Until then deliveries signed with an earlier secret of this provider are taken too; null when there was none. */
    previousValidUntil: at.nullable(),
    contentType: z.string(),
    /** Events to tick, as the git host calls them. */
    events: z.array(z.string()),
    /** Where to click and what to put where, one step after the other. */
    steps: z.array(z.string()),
    /** Whether the secret signs the body; where it does not, `caution` says what that means. */
    signed: z.boolean(),
    caution: z.string().nullable(),
  })
  .meta({ id: 'WebhookSetUp' })

/** A webhook of a source; it has at least one secret. */
export const webhook = z
  .object({
    provider: webhookProvider,
    url: z.string(),
    createdAt: at,
    /** Until then an earlier secret is taken too; null: there is none. */
    previousValidUntil: at.nullable(),
    lastDeliveryAt: at.nullable(),
  })
  .meta({ id: 'Webhook' })
export const webhooks = z.object({ items: z.array(webhook) })

/** One delivery with what came: secrets in it are masked, and what is longer than 256 kB is shortened. */
export const deliveryDetail = delivery
  .extend({
    /** Those that matter, in lower case; never one with a credential. */
    headers: z.record(z.string(), z.string()),
    payload: jsonValue.nullable(),
    payloadBytes: z.int(),
    payloadShortened: z.boolean(),
  })
  .meta({ id: 'DeliveryDetail' })

/** Lets the head commit of a pull request be deployed once, as it was when the delivery came. */
export const approveDelivery = z
  .strictObject({
    /** Name or id of an environment of the source; of kind preview when the pull request comes from a fork. */
    environment: z.string().min(1).max(64),
  })
  .meta({ id: 'ApproveDelivery', examples: [{ environment: 'preview' }] })
export const redeliverRequest = z.strictObject({}).meta({ id: 'RedeliverRequest' })

/** Git hosts that are told what became of a commit. */
export const statusProvider = z.enum(['github', 'gitlab', 'gitea'])
export type StatusProviderName = z.infer<typeof statusProvider>

/** How a git host is told what became of a commit. */
export const setStatusReports = z
  .strictObject({
    provider: statusProvider,
    /** May set commit statuses and nothing more; never shown again. */
    token: z.string().min(8).max(4096),
    /** Base address of the host's API; without, it is told from the address of the source. */
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .optional(),
    /** `owner/name` as the host knows the repository; without, it is told from the address of the source. */
    repository: z.string().min(1).max(1024).optional(),
  })
  .meta({ id: 'SetStatusReports', examples: [{ provider: 'github', token: 'github_pat_…' }] })
export const statusReports = z
  .object({
    provider: statusProvider,
    apiUrl: z.string(),
    /** `owner/name` as the host knows the repository. */
    repository: z.string(),
    since: at,
    lastSentAt: at.nullable(),
    /** Why the last one could not be sent; null when it could. */
    lastProblem: problem.nullable(),
  })
  .meta({ id: 'StatusReports' })
