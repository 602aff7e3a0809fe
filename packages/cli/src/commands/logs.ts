import { pause } from '@fun/client/pause'
import { FunUnreachable, isTransient } from '@fun/client/problem'
import { type ServiceLogLine, serviceLog } from '@fun/client/service-log'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { momentAgo, wholeNumber } from '../options.ts'
import { safeLine } from '../output/plain-text.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'
import { readEnvironment } from './env.ts'

const tryAgainMs = 2_000
const patienceMs = 300_000
const tailDefault = 200
/** The most that the API gives. */
const tailMax = 10_000

interface LogsOptions {
  follow: boolean
  tail: number
  since: string | undefined
  timestamps: boolean
  json: boolean
}

export function logsCommand(program: Program, cli: Cli): void {
  program
    .command('logs')
    .summary("Print services' logs")
    .description(
      'Print the log of a service, or of all services of an environment with the name of each before its lines.',
    )
    .argument('<environment>')
    .argument('[service...]', 'such as lms; all of them otherwise')
    .option('-f, --follow', 'go on with what comes')
    .option(
      '-n, --tail <lines>',
      'how many of the last lines, of each container (200; with --since 10000)',
      wholeNumber,
    )
    .option('--since <time>', 'only what is newer: 10m, 2h, 1d or 2026-11-25T12:00:00Z', (text) => momentAgo(text))
    .option('-t, --timestamps', "print the engine's time of each line")
    .option('--json', 'print JSON, one line an object')
    .addHelpText('after', '\nExamples:\n  fun logs staging lms -f\n  fun logs staging lms cms --since 10m')
    .action(async (environment, services, { follow, timestamps, json, tail, since }) => {
      const known = await readEnvironment(cli, environment)
      const there = [...new Set(known.services.map((each) => each.service))].toSorted()
      const wanted = services.length === 0 ? there : services
      const unknown = wanted.find((each) => !there.includes(each))
      if (unknown !== undefined || wanted.length === 0)
        throw new CommandFailure(
          exitCodes.failed,
          unknown === undefined ? `${environment} has no containers.` : `${environment} has no service ${unknown}.`,
          there.length === 0 ? 'Deploy it first.' : `There are: ${there.join(', ')}`,
        )
      const options = {
        follow: follow === true,
        tail: tail ?? (since === undefined ? tailDefault : tailMax),
        since,
        timestamps: timestamps === true,
        json: json === true,
      }
      await printLogs(cli, environment, wanted, options)
    })
}

/** All at once when they are followed; one after the other otherwise, so that each log stays in one piece. */
async function printLogs(cli: Cli, environment: string, services: string[], options: LogsOptions): Promise<void> {
  const width = Math.max(...services.map((each) => each.length))
  const read = (service: string) => {
    const prefix = services.length === 1 ? '' : cli.out.style('cyan', `${service.padEnd(width)} │ `)
    return printService(cli, environment, service, options, (line) => {
      if (options.json) return say(cli.out, JSON.stringify({ service, ...line }))
      const time = options.timestamps ? `${cli.out.style('dim', line.at)} ` : ''
      say(cli.out, `${prefix}${time}${safeLine(line.text, cli.out.hasColours)}`)
    })
  }
  if (options.follow) await Promise.all(services.map(read))
  else for (const service of services) await read(service)
}

/**
 * Follows through restarts of the portal and of the containers: what comes again is not printed again, because every line has the engine's time.
 */
async function printService(
  cli: Cli,
  environment: string,
  service: string,
  { follow, tail, since, ...rest }: LogsOptions,
  print: (line: ServiceLogLine) => void,
): Promise<void> {
  const client = await cli.client()
  const signal = cli.interrupted
  let last: string | undefined
  let lostAt: number | undefined
  do {
    try {
      const from = last === undefined ? { tail, since } : { tail: tailMax, since: last }
      for await (const line of serviceLog(client, environment, service, { ...from, follow, signal })) {
        lostAt = undefined
        if (last !== undefined && line.at <= last) continue
        last = line.at
        print(line)
      }
    } catch (error) {
      if (!follow || !isTransient(error)) throw error
      if (lostAt === undefined && !rest.json) say(cli.err, 'The portal does not answer; trying again …')
      lostAt ??= Date.now()
      if (Date.now() - lostAt > patienceMs) throw new FunUnreachable('The portal did not come back.', { cause: error })
    }
    if (follow) await pause(tryAgainMs, signal)
  } while (follow && !signal.aborted)
  if (signal.aborted) cli.exitCode = exitCodes.interrupted
}
