import { bodyOf } from '@fun/client/client'
import type { Cli } from '../cli.ts'
import { carryOut, keptRevision, resultText } from '../orders.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'
import { printPlan, rolloutBody, rolloutFlags } from './deploy-options.ts'
import { revisionNumber } from './rollback.ts'

export function planCommand(program: Program, cli: Cli): void {
  program
    .command('plan')
    .summary('Show what a deploy would do, and why')
    .description(
      'Fetch the commit and print what a deploy would do, and why. Nothing is built, and no container is touched.',
    )
    .argument('<environment>')
    .option('--ref <reference>', 'branch, tag or commit; the one that the environment follows otherwise')
    .option('--to <number>', 'an earlier revision, for fun rollback', revisionNumber)
    .option(...rolloutFlags.maintenance)
    .option(...rolloutFlags.snapshot)
    .option(...rolloutFlags.stopFirst)
    .option('--json', 'print the operation as JSON; result.plan, result.marks and result.planHash')
    .action(async (environment, { ref, to, json, ...rollout }) => {
      const client = await cli.client()
      const revision = to === undefined ? undefined : await keptRevision(client, environment, to)
      const body = {
        ...(ref === undefined ? {} : { reference: ref }),
        ...(revision === undefined ? {} : { revisionId: revision.id }),
        ...rolloutBody(rollout),
      }
      const queued = await bodyOf(
        client.rest.POST('/api/v1/environments/{environment}/plans', { params: { path: { environment } }, body }),
      )
      const planned = await carryOut(cli, client, queued, { wait: true, json })
      if (planned === undefined || json) return
      printPlan(cli, resultText(planned, 'plan') ?? '')
      const hash = resultText(planned, 'planHash')
      const command =
        revision === undefined ? `deploy ${environment}${refOption(ref)}` : `rollback ${environment} --to ${to}`
      if (hash !== undefined) say(cli.err, '', `Exactly this: fun ${command} --plan-hash ${hash}`)
    })
}

const refOption = (reference: string | undefined): string => (reference === undefined ? '' : ` --ref ${reference}`)
