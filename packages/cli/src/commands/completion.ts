import { Argument } from '@commander-js/extra-typings'
import type { Cli } from '../cli.ts'
import { completionScript, shells, suggestions } from '../completion.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'

export function completionCommand(program: Program, cli: Cli): void {
  program
    .command('completion')
    .summary('Print a completion script for your shell')
    .description('Print a script that makes the Tab key complete commands, options and names of environments.')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(fun completion bash)\n  fun completion zsh > "${fpath[1]}/_fun"\n  fun completion fish > ~/.config/fish/completions/fun.fish',
    )
    .action((shell) => cli.out.write(completionScript(shell)))
  program
    .command('complete', { hidden: true })
    .description('What the scripts of fun completion ask for.')
    .argument('[words...]')
    .action(async (words) => {
      for (const each of await suggestions(program, cli, words)) say(cli.out, each)
    })
}
