import { bodyOf, type FunClient } from '@fun/client/client'
import type { Operation } from '@fun/client/types'
import type { Cli } from '../cli.ts'
import { carryOut, commitText, type OrderOptions, resultText } from '../orders.ts'
import { safeLine } from '../output/plain-text.ts'
import { say } from '../output/screen.ts'
import { facts } from '../output/table.ts'
import { duration } from '../output/times.ts'
import type { Program } from '../program.ts'
import { rolloutBody, rolloutFlags } from './deploy-options.ts'

export function deployCommand(program: Program, cli: Cli): void {
  program
    .command('deploy')
    .summary('Deploy a commit, and wait until it is served')
    .description(
      'Deploy a commit, and wait until it is served. New containers start beside the old ones; when they do not answer, the old go on serving and the command ends with 1.',
    )
    .argument('<environment>')
    .option('--ref <reference>', 'branch, tag or commit; the one that the environment follows otherwise')
    .option('--plan-hash <hash>', 'deploy only what fun plan showed: anything else fails as plan-changed')
    .option(...rolloutFlags.maintenance)
    .option(...rolloutFlags.snapshot)
    .option(...rolloutFlags.stopFirst)
    .option('--no-wait', 'print the id of the operation, and do not wait for it')
    .option('--log', 'print the whole log, not only the steps')
    .option('--json', 'print the operation as JSON when it has ended')
    .addHelpText(
      'after',
      '\nExamples:\n  fun deploy staging\n  fun deploy staging --ref "$GITHUB_SHA"\n  fun deploy live --ref v2.1 --maintenance --snapshot',
    )
    .action(async (environment, { ref, planHash, wait, json, log, ...rollout }) => {
      const body = {
        ...(ref === undefined ? {} : { reference: ref }),
        ...(planHash === undefined ? {} : { planHash }),
        ...rolloutBody(rollout),
      }
      await deploy(cli, environment, body, { wait, json, log })
    })
}

/** Queues a deployment and says in the end what is served where. */
export async function deploy(
  cli: Cli,
  environment: string,
  body: { reference?: string; revisionId?: string; planHash?: string; acceptMigrations?: boolean },
  options: OrderOptions,
): Promise<void> {
  const client = await cli.client()
  const queued = await bodyOf(
    client.rest.POST('/api/v1/environments/{environment}/deployments', { params: { path: { environment } }, body }),
  )
  const ended = await carryOut(cli, client, queued, options)
  if (ended !== undefined && !options.json) await sayServed(cli, client, environment, ended)
}

async function sayServed(cli: Cli, client: FunClient, environment: string, ended: Operation): Promise<void> {
  const commit = safeLine(commitText(resultText(ended, 'commit'), resultText(ended, 'commitSubject')))
  const took = ended.startedAt === null || ended.finishedAt === null ? '' : tookText(ended.startedAt, ended.finishedAt)
  const left = resultText(ended, 'leftAlone')
  const mark = cli.err.style('green', '✓')
  say(cli.err, left === undefined ? `${mark} ${environment} serves ${commit}${took}` : `${mark} ${safeLine(left)}`)
  const { urls } = await bodyOf(
    client.rest.GET('/api/v1/environments/{environment}', { params: { path: { environment } } }),
  )
  say(cli.out, ...facts(urls.map((each) => [each.name, each.url])))
}

const tookText = (from: string, to: string): string => ` after ${duration(Date.parse(to) - Date.parse(from))}`
