import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Screen } from './output/screen.ts'
import { makeProgram } from './program.ts'

/** What `--help` prints of every command, each under its whole name; groups of commands before their commands. */
export function helpPages(): Array<{ name: string; text: string }> {
  let written = ''
  const screen: Screen = {
    isTerminal: false,
    columns: Infinity,
    hasColours: false,
    write: (text) => {
      written += text
    },
    style: (_style, text) => text,
  }
  const program = makeProgram({
    out: screen,
    err: screen,
    input: { isTerminal: false, ask: refuse, readAll: refuse },
    surroundings: { url: undefined, token: undefined, context: undefined, configFile: '', hasDesktop: false },
    context: undefined,
    interrupted: new AbortController().signal,
    client: refuse,
    exitCode: 0,
  })
  const pages = (command: CommandUnknownOpts, name: string): Array<{ name: string; text: string }> => {
    written = ''
    command.outputHelp()
    const page = { name, text: written }
    const visible = command.createHelp().visibleCommands(command)
    const below = visible.filter((each) => command.commands.includes(each))
    return [page, ...below.flatMap((each) => pages(each, `${name} ${each.name()}`))]
  }
  return pages(program, 'fun')
}

const refuse = (): never => {
  throw new Error('Help asks nobody.')
}
