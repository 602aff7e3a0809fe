/** Writes docs/policy.md from packages/contract/src/policy.ts: `node scripts/policy-document.ts`. A test compares the two. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { actions, impliedBy, meaningOf, roleMay, roleMeanings, roles, type Scope, scopeOf } from '@fun/contract/policy'

export const policyDocument = join(import.meta.dirname, '../docs/policy.md')

const scopes: Record<Scope, string> = {
  environment: 'On an environment, or on the whole installation',
  installation: 'On the whole installation only',
  own: 'Whoever is signed in',
}

/** The document as it has to stand in docs/policy.md. */
export function renderPolicy(): string {
  return `${[
    '# Who may do what',
    'Made by `node scripts/policy-document.ts` from the one table, [packages/contract/src/policy.ts](../packages/contract/src/policy.ts). REST, event streams,\nsockets and workers decide by it, with one function (`mayDo`); the portal shows it (`GET /api/v1/policy`).',
    'A role is given for the whole installation or for one environment; of several, each gives what it gives. What somebody may not see is answered like\nwhat does not exist (404); what they may see but not do names the missing action and the roles that have it (403).',
    '## Roles',
    table([['role', 'for whom'], ...roles.map((role) => [role, roleMeanings[role]])]),
    '## Actions',
    ...(['environment', 'installation', 'own'] as const).flatMap((scope) => [
      `### ${scopes[scope]}`,
      actionTable(scope),
    ]),
    '## Tokens and service accounts',
    rules.map((rule) => `- ${rule}`).join('\n'),
  ].join('\n\n')}\n`
}

const rules = [
  'A token has the rights of its owner at the moment of each call, narrowed to the actions and environments that it was given. A token for some environments\n  does nothing that concerns the whole installation.',
  'A token made with another token is narrowed as that one is, ends no later, and is revoked with it.',
  'A token sees and revokes itself and those that were made with it, and no other of its owner; a session, and the owner token itself, see and revoke all.',
  'What a command of `manage.py` was given and prints may hold any secret of the environment: it is for those who have `environment:manage`. Others see that it\n  ran and how it ended. Secrets that somebody wrote into settings themselves are masked for those who have no `environment:write`.',
  'A service account has roles of its own and stays when who made it leaves.',
  'Nobody gives or takes away a role that can do more than they: an admin makes no owner. The last owner stays.',
  'The owner token of `make bootstrap` belongs to nobody and acts as an owner.',
  'An operation stands on the rights of who ordered it: a worker looks again before it begins, and it fails when they are gone. Event streams and terminals end within seconds.',
]

function actionTable(scope: Scope): string {
  const mine = actions.filter((action) => scopeOf(action) === scope)
  return table([
    ['action', 'lets somebody', ...roles, 'comes with it'],
    ...mine.map((action) => [
      `\`${action}\``,
      meaningOf(action),
      ...roles.map((role) => (roleMay(role, action) ? 'yes' : '')),
      impliedBy(action)
        .map((each) => `\`${each}\``)
        .join(', '),
    ]),
  ])
}

/** Columns as wide as their widest cell, as Biome formats them. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [lines[0], rule, ...lines.slice(1)].join('\n')
}

if (import.meta.main) writeFileSync(policyDocument, renderPolicy())
