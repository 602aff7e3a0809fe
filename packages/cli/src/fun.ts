import { CommanderError } from '@commander-js/extra-typings'
import type { Cli } from './cli.ts'
import { connect } from './connection.ts'
import { exitCodes } from './exit-codes.ts'
import { report } from './output/problems.ts'
import { makeProgram } from './program.ts'

/** One call of `fun` with its arguments. Never rejects: what went wrong is said on the screen for errors, and in the exit code. */
export async function runFun(
  words: readonly string[],
  given: Omit<Cli, 'context' | 'client' | 'exitCode'>,
): Promise<number> {
  const cli: Cli = {
    ...given,
    context: undefined,
    exitCode: exitCodes.succeeded,
    client: async () => (await connect(given.surroundings, cli.context)).client,
  }
  try {
    await makeProgram(cli).parseAsync([...words], { from: 'user' })
    return cli.exitCode
  } catch (error) {
    // Commander has said what is wrong already; what was asked for with --help is none.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.succeeded : exitCodes.usage
    return report(error, cli.err, wantsJson(words))
  }
}

function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return (end < 0 ? words : words.slice(0, end)).includes('--json')
}
