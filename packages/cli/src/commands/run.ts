import { bodyOf } from '@fun/client/client'
import type { OperationEvent } from '@fun/contract/resources'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { follow, sayEnd } from '../follow.ts'
import { safeLine } from '../output/plain-text.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'

export function runCommand(program: Program, cli: Cli): void {
  program
    .command('run')
    .summary('Run manage.py, with its output and exit code')
    .description(
      'Run a manage.py command in a container beside the environment, with the code, settings and databases that serve. Its output comes as it is written, errors apart; the exit code is the one of the command.',
    )
    .usage('<environment> [options] -- manage.py [lms|cms] <command> [arguments]')
    .argument('<environment>')
    .argument('<command...>', 'manage.py and its arguments, after --')
    .option('--json', 'print the events as JSON, one a line')
    .addHelpText(
      'after',
      '\nExamples:\n  fun run staging -- manage.py lms migrate --plan\n  fun run staging -- manage.py cms reindex_course --all',
    )
    .action((environment, words, options) => run(cli, environment, words, options.json === true))
}

async function run(cli: Cli, environment: string, words: readonly string[], json: boolean): Promise<void> {
  const { service, rest } = managePy(words)
  const client = await cli.client()
  const queued = await bodyOf(
    client.rest.POST('/api/v1/environments/{environment}/manage', {
      params: { path: { environment } },
      body: { command: 'manage', service, arguments: rest },
    }),
  )
  const onEvent = (event: OperationEvent) => {
    if (json) return say(cli.out, JSON.stringify(event))
    if (event.type !== 'log') return
    const screen = event.stream === 'stderr' ? cli.err : cli.out
    say(screen, ...event.lines.map((line) => safeLine(line, screen.hasColours)))
  }
  const ended = await follow(cli, client, queued, { steps: false, log: false, onEvent })
  const { exitCode } = ended.result
  if (typeof exitCode === 'number') cli.exitCode = exitCode
  else cli.exitCode = sayEnd(cli, ended)
}

/**
 * `manage.py lms migrate`, as the platform itself writes it; LMS when no system is named, and `python` before it does no harm. Throws
 * CommandFailure for anything else.
 */
export function managePy(words: readonly string[]): { service: 'lms' | 'cms'; rest: string[] } {
  const start = words[0] === 'python' || words[0] === 'python3' ? 1 : 0
  const program = words[start] ?? ''
  if (!/^(?:\.\/)?manage\.py$/.test(program))
    throw new CommandFailure(
      exitCodes.usage,
      `Only manage.py can be run, not ${program}.`,
      'Such as: fun run demo -- manage.py lms showmigrations',
    )
  const system = words[start + 1]
  const service = system === 'cms' ? 'cms' : 'lms'
  const rest = words.slice(start + (system === 'lms' || system === 'cms' ? 2 : 1))
  if (rest.length === 0)
    throw new CommandFailure(exitCodes.usage, 'Which command of manage.py?', 'Such as: manage.py lms showmigrations')
  return { service, rest }
}
