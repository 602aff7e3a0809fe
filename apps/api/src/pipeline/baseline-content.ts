import type { EnvironmentSpecification } from '@fun/compose-model/specification'

/**
 * Rows that no migration makes the same for everybody. A table with such rows makes a baseline of this environment's own accounts or
 * credentials: none is kept then. Migrations do make service accounts; they have an unusable password (`!` and noise that no password
 * hashes to) or none, with which nobody signs in, and they stay.
 */
export const personalRows: Array<{ table: string; condition: string; what: string }> = [
  { table: 'auth_user', condition: "password <> '' AND password NOT LIKE '!%'", what: 'accounts with a password' },
  { table: 'auth_user', condition: 'last_login IS NOT NULL', what: 'accounts that have signed in' },
  { table: 'django_session', condition: 'TRUE', what: 'sessions' },
  { table: 'oauth2_provider_accesstoken', condition: 'TRUE', what: 'OAuth tokens' },
  { table: 'oauth2_provider_refreshtoken', condition: 'TRUE', what: 'OAuth tokens' },
  { table: 'oauth2_provider_grant', condition: 'TRUE', what: 'OAuth grants' },
  { table: 'oauth2_provider_idtoken', condition: 'TRUE', what: 'OAuth tokens' },
]

/** One query over those tables that exist; each line of the answer names what there is and how many. */
export function personalRowsQuery(tables: ReadonlySet<string>): string | undefined {
  const parts = personalRows
    .filter(({ table }) => tables.has(table))
    .map(({ table, condition, what }) => `SELECT '${what}', COUNT(*) AS rows_found FROM ${table} WHERE ${condition}`)
  return parts.length === 0 ? undefined : parts.join(' UNION ALL ')
}

/** Table of OAuth clients: migrations make one (the login service), with a secret that is noise. */
export const clientTable = 'oauth2_provider_application'
export const clientSecretsQuery = `SELECT client_secret FROM ${clientTable} WHERE client_secret <> ''`

/** Stands for a client's secret in a baseline; `fun.first_migration` puts noise of its own there. */
const newSecret = '@fun-new-secret@'

/** The dump with a placeholder for every client's secret. Undefined when one is too short to be told from other text. */
export function withoutClientSecrets(dump: Buffer, secrets: readonly string[]): Buffer | undefined {
  if (secrets.some((secret) => secret.length < 16 || !/^[\x20-\x7e]+$/.test(secret))) return undefined
  // One character for each byte: the dump holds texts of all kinds.
  const text = secrets.reduce((rest, secret) => rest.replaceAll(escaped(secret), newSecret), dump.toString('latin1'))
  return Buffer.from(text, 'latin1')
}

/** Texts that a baseline must not hold: values of secrets, and names under which people reach the environment. */
export function forbiddenTexts(
  secrets: Readonly<Record<string, string>>,
  { lms, cms, contactEmail }: EnvironmentSpecification,
): Array<{ text: string; what: string }> {
  // Every environment of a laptop is called localhost, and the default address is nobody's.
  const hosts = [lms.host, cms.host].filter((host) => host.includes('.'))
  const addresses = [
    `${lms.host}:${lms.port}`,
    `${cms.host}:${cms.port}`,
    ...(contactEmail === 'contact@example.com' ? [] : [contactEmail]),
  ]
  return [
    ...Object.entries(secrets).map(([name, text]) => ({ text, what: `the secret ${name}` })),
    ...[...hosts, ...addresses].map((text) => ({ text, what: `the address ${text}` })),
  ].filter(({ text }) => text.length >= 6)
}

/** Why a dump is no baseline, in words; undefined when it may be kept. */
export function whyNotKept(dump: Buffer, forbidden: Array<{ text: string; what: string }>): string | undefined {
  const found = forbidden.find(({ text }) => [text, escaped(text), inHex(text)].some((form) => dump.includes(form)))
  if (found !== undefined) return `it holds ${found.what}`
  if (dump.includes('\nDELIMITER ')) return 'the database has triggers or routines, which only its own client restores'
  return undefined
}

/** As the dump program writes the content of a binary column. */
const inHex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase()

/** As the dump program writes a text. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('"', '\\"')
