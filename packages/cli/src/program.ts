import { Command } from '@commander-js/extra-typings'
import type { Cli } from './cli.ts'
import { completionCommand } from './commands/completion.ts'
import { contextCommands } from './commands/context.ts'
import { deployCommand } from './commands/deploy.ts'
import { envCommands } from './commands/env.ts'
import { loginCommand, logoutCommand } from './commands/login.ts'
import { logsCommand } from './commands/logs.ts'
import { operationsCommands } from './commands/operations.ts'
import { planCommand } from './commands/plan.ts'
import { rollbackCommand } from './commands/rollback.ts'
import { runCommand } from './commands/run.ts'
import { sourceCommands } from './commands/source.ts'
import { tokenCommands } from './commands/token.ts'
import { versionCommand } from './commands/version.ts'

/** The root command, as every part adds to it. */
export type Program = Command<[], { context?: string | undefined }>

const epilogue = `
Environment variables:
  FUN_URL, FUN_TOKEN   the portal and the token, for CI; before what fun login kept
  FUN_CONTEXT          the context, before the one in use
  NO_COLOR             no colours

Exit codes:
  0    done
  1    the operation failed, or the portal refused the call
  2    wrong command line
  3    the operation was cancelled, or a newer one took its place
  4    the portal cannot be reached, or does not let this token do it
  130  interrupted; the operation goes on
  fun run ends with the exit code of its command.`

/** All commands of `fun`; parse with parseAsync. */
export function makeProgram(cli: Cli): Program {
  const program = new Command('fun')
    .description('Deploy and operate Open edX environments from a terminal or a CI job.')
    .usage('<command> [arguments]')
    .helpOption('-h, --help', 'print this help')
    .option('--context <name>', 'which portal, of those that you signed in to')
    .configureHelp({ helpWidth: Math.min(100, cli.out.columns), subcommandTerm: (command) => command.name() })
    .configureOutput({ writeOut: cli.out.write, writeErr: cli.err.write })
    .exitOverride()
    .showHelpAfterError('Add --help to see what it takes.')
    .addHelpText('after', epilogue)
  program.hook('preAction', () => {
    cli.context = program.opts().context
  })
  program.commandsGroup('Environments:')
  envCommands(program, cli)
  deployCommand(program, cli)
  rollbackCommand(program, cli)
  planCommand(program, cli)
  logsCommand(program, cli)
  runCommand(program, cli)
  sourceCommands(program, cli)
  program.commandsGroup('Work:')
  operationsCommands(program, cli)
  program.commandsGroup('Access:')
  loginCommand(program, cli)
  logoutCommand(program, cli)
  contextCommands(program, cli)
  tokenCommands(program, cli)
  program.commandsGroup('This command:').helpCommand('help [command]', 'Print help for a command')
  completionCommand(program, cli)
  versionCommand(program, cli)
  return program
}
