import {
  credentialsContext,
  secretContext,
  statusTokenContext,
  webhookContext,
} from '../../adapters/store/encryption.ts'
import type { Deps } from '../../deps.ts'
import { type KeptPayload, keepPayload } from '../../git-hosts/webhooks/payload.ts'
import { headerOf } from '../../git-hosts/webhooks/provider.ts'
import { webhookProviders } from '../../git-hosts/webhooks/providers.ts'
import { Redactor } from '../../pipeline/redact.ts'
import type { ReceivedDelivery } from './receive.ts'

export interface KeptDelivery extends KeptPayload {
  headers: Record<string, string>
}

const commonHeaders = ['content-type', 'user-agent']
const headerLengthMax = 500

/** What is kept of a delivery for people to look at: without anything that is secret to the source or its environments. */
export async function keepFor(
  deps: Deps,
  source: { id: string; credentialsEncrypted: Uint8Array | null },
  { provider, headers, body, payload }: ReceivedDelivery & { payload: unknown },
): Promise<KeptDelivery> {
  const redactor = new Redactor(within(JSON.stringify([payload, headers]), await secretsAround(deps, source)))
  const redact = (text: string) => redactor.text(text)
  const kept = [...commonHeaders, ...webhookProviders[provider].keptHeaders].flatMap(
    (name): Array<[string, string]> => {
      const value = headerOf(headers, name)
      return value === undefined ? [] : [[name, redact(value).slice(0, headerLengthMax)]]
    },
  )
  return { headers: Object.fromEntries(kept), ...keepPayload(payload, body.length, redact) }
}

/** Those that a text may hold in one of the forms that are masked: most payloads hold none, and have many texts. */
function within(json: string, secrets: string[]): string[] {
  return secrets.filter((secret) =>
    [secret, ...secret.split('\n')].some((part) =>
      [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)].some((form) => json.includes(form)),
    ),
  )
}

/** Every value that nobody who reads deliveries may read. */
async function secretsAround(
  { store, encryption }: Deps,
  source: { id: string; credentialsEncrypted: Uint8Array | null },
): Promise<string[]> {
  const [webhookSecrets, secrets, reports] = await Promise.all([
    store.webhookSecret.findMany({ where: { sourceId: source.id } }),
    store.secret.findMany({ where: { environment: { sourceId: source.id } } }),
    store.statusReports.findUnique({ where: { sourceId: source.id } }),
  ])
  const values = webhookSecrets.map(({ valueEncrypted }) =>
    encryption.decrypt(valueEncrypted, webhookContext(source.id)),
  )
  for (const { environmentId, name, valueEncrypted } of secrets)
    values.push(encryption.decrypt(valueEncrypted, secretContext(environmentId, name)))
  if (reports !== null) values.push(encryption.decrypt(reports.tokenEncrypted, statusTokenContext(source.id)))
  if (source.credentialsEncrypted !== null) {
    const credentials: unknown = JSON.parse(
      encryption.decrypt(source.credentialsEncrypted, credentialsContext(source.id)),
    )
    if (typeof credentials === 'object' && credentials !== null && 'password' in credentials)
      values.push(String(credentials.password))
  }
  return values
}
