import type { Source } from '../../adapters/store/generated/client.ts'

/** A source as the contract has it: credentials are never shown. */
export function presentSource(row: Source) {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    hasCredentials: row.credentialsEncrypted !== null,
    createdAt: row.createdAt.toISOString(),
  }
}
