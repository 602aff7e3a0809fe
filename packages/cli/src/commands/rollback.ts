import { InvalidArgumentError } from '@commander-js/extra-typings'
import type { Cli } from '../cli.ts'
import { wholeNumber } from '../options.ts'
import { commitText, keptRevision } from '../orders.ts'
import { safeLine } from '../output/plain-text.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'
import { deploy } from './deploy.ts'
import { rolloutBody, rolloutFlags } from './deploy-options.ts'

export function rollbackCommand(program: Program, cli: Cli): void {
  program
    .command('rollback')
    .summary('Go back to an earlier revision')
    .description(
      'Serve an earlier revision again: its code, configuration and images, without its repository and without a build. No migration is undone; those that came since have to be accepted. fun plan <environment> --to <number> shows what it would do.',
    )
    .argument('<environment>')
    .option('--to <number>', 'the revision; the one that served before otherwise', revisionNumber)
    .option('--accept-migrations', 'the old code can run on the schema that migrations have made since')
    .option('--plan-hash <hash>', 'go back only as fun plan --to showed it')
    .option(...rolloutFlags.stopFirst)
    .option('--no-wait', 'print the id of the operation, and do not wait for it')
    .option('--log', 'print the whole log, not only the steps')
    .option('--json', 'print the operation as JSON when it has ended')
    .action(async (environment, { to, acceptMigrations, planHash, wait, json, log, ...rollout }) => {
      const revision = await keptRevision(await cli.client(), environment, to)
      const commit = safeLine(commitText(revision.commit, revision.commitSubject))
      if (!json) say(cli.err, `${environment} goes back to revision ${revision.number}: ${commit}`)
      const body = {
        revisionId: revision.id,
        ...(acceptMigrations ? { acceptMigrations } : {}),
        ...(planHash === undefined ? {} : { planHash }),
        ...rolloutBody(rollout),
      }
      await deploy(cli, environment, body, { wait, json, log })
    })
}

/** Of an environment: 1, 2, 3 … */
export function revisionNumber(text: string): number {
  const value = wholeNumber(text)
  if (value < 1) throw new InvalidArgumentError('Revisions are numbered from 1.')
  return value
}
