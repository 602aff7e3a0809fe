import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { bodyOf } from '@fun/client/client'
import type { Cli } from './cli.ts'
import { readContexts } from './contexts.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

const scripts: Record<Shell, string> = {
  bash: `_fun() {
  local IFS=$'\\n'
  COMPREPLY=($(fun complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _fun fun
`,
  zsh: `#compdef fun
_fun() {
  local -a found
  found=(\${(f)"$(fun complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  (( \${#found} )) && compadd -a found || _default
}
if [ "\${funcstack[1]}" = _fun ]; then _fun "$@"; else compdef _fun fun; fi
`,
  fish: `function __fun_complete
  set -l words (commandline -opc) (commandline -ct)
  fun complete -- $words[2..-1] 2>/dev/null
end
complete -c fun -f -a '(__fun_complete)'
`,
}

/** What the shell reads once; it asks `fun complete` each time that Tab is pressed. */
export function completionScript(shell: Shell): string {
  return scripts[shell]
}

/** Words that may stand where the last of `words` (the one under the cursor, perhaps empty) begins. Never rejects: completion is a help. */
export async function suggestions(program: CommandUnknownOpts, cli: Cli, words: readonly string[]): Promise<string[]> {
  const known = words.slice(0, -1)
  const begun = words.at(-1) ?? ''
  if (known.includes('--')) return []
  const place = placeOf(program, known)
  const found =
    begun.startsWith('-') && place.awaits === undefined ? optionsOf(place.command) : await valuesAt(place, cli)
  return found.filter((each) => each.startsWith(begun)).toSorted()
}

interface Place {
  command: CommandUnknownOpts
  /** How many arguments the command has already. */
  position: number
  /** The option whose value comes next. */
  awaits: { name: string; choices: readonly string[] } | undefined
}

function placeOf(program: CommandUnknownOpts, words: readonly string[]): Place {
  const place: Place = { command: program, position: 0, awaits: undefined }
  for (const word of words) {
    if (place.awaits !== undefined) {
      place.awaits = undefined
    } else if (word.startsWith('-')) {
      const option = [...place.command.options, ...program.options].find(
        ({ short, long }) => word === short || word === long,
      )
      if (option?.required) place.awaits = { name: option.attributeName(), choices: option.argChoices ?? [] }
    } else {
      const next = place.command.commands.find((each) => [each.name(), ...each.aliases()].includes(word))
      if (next === undefined) place.position += 1
      else place.command = next
    }
  }
  return place
}

function optionsOf(command: CommandUnknownOpts): string[] {
  return ['--help', ...command.options.flatMap((each) => (each.hidden || !each.long ? [] : [each.long]))]
}

async function valuesAt({ command, position, awaits }: Place, cli: Cli): Promise<string[]> {
  if (awaits !== undefined) return awaits.choices.length > 0 ? [...awaits.choices] : named(awaits.name, cli)
  const visible = command.createHelp().visibleCommands(command)
  if (visible.length > 0) return position === 0 ? visible.map((each) => each.name()) : []
  const argument =
    command.registeredArguments[position] ?? command.registeredArguments.findLast((each) => each.variadic)
  if (argument === undefined) return []
  return argument.argChoices === undefined ? named(argument.name(), cli) : [...argument.argChoices]
}

/** What the portal or the contexts know under the name of an argument or option. */
async function named(name: string, cli: Cli): Promise<string[]> {
  try {
    switch (name) {
      case 'environment': {
        const client = await cli.client()
        const answer = client.rest.GET('/api/v1/environments', {
          params: { query: { limit: 200 } },
          signal: AbortSignal.timeout(2_000),
        })
        return (await bodyOf(answer)).items.map((each) => each.name)
      }
      case 'source': {
        const client = await cli.client()
        const answer = client.rest.GET('/api/v1/sources', {
          params: { query: { limit: 200 } },
          signal: AbortSignal.timeout(2_000),
        })
        return (await bodyOf(answer)).items.map((each) => each.name)
      }
      case 'context':
        return Object.keys((await readContexts(cli.surroundings.configFile)).contexts)
      default:
        return []
    }
  } catch {
    return []
  }
}
