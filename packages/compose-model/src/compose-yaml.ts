import { stringify } from 'yaml'
import type { ComposeProject } from './compose-project.ts'

/** Compose interpolates `$`: every one that opens no `${NAME}` of a secret is doubled. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/\$(?!\{[A-Z][A-Z0-9_]*\})/g, '$$$$')
  if (Array.isArray(value)) return value.map(escapeDollars)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapeDollars(item)]))
  }
  return value
}

/** The project as a Compose file that `docker compose config` accepts; `${NAME}` stays for Compose to fill in from `.env`. */
export function printCompose(project: ComposeProject): string {
  return stringify(escapeDollars(project), { lineWidth: 0, aliasDuplicateObjects: false })
}
