import { bodyOf, createFunClient } from '@fun/client/client'
import type { Cli } from '../cli.ts'
import { isLoopback, portalUrl, readContexts, writeContexts } from '../contexts.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { readHidden } from '../input.ts'
import { safeLine } from '../output/plain-text.ts'
import { say } from '../output/screen.ts'
import type { Program } from '../program.ts'

export function loginCommand(program: Program, cli: Cli): void {
  program
    .command('login')
    .summary('Keep a portal and a token for the next commands')
    .description(
      'Keep a portal and a token for the next commands, in a file that only you can read. The token is asked for, or read from standard input: it never stands in an argument, where other processes could read it.',
    )
    .argument('[url]', 'the portal, such as https://portal.example.org; FUN_URL otherwise')
    .option('--name <name>', 'name of the context; the host of the address otherwise')
    .addHelpText(
      'after',
      '\nExamples:\n  fun login https://portal.example.org\n  fun login localhost:8070 < var/keys/owner-token',
    )
    .action((url, options) => login(cli, url, options.name))
}

async function login(cli: Cli, named: string | undefined, name: string | undefined): Promise<void> {
  const url = portalUrl(named ?? cli.surroundings.url ?? (await askForUrl(cli)))
  if (url.startsWith('http:') && !isLoopback(url))
    say(cli.err, `Warning: ${url} is not encrypted; whoever is on the way can read the token.`)
  const token = (await readHidden(cli.input, `Token for ${url}: `)).trim()
  const client = createFunClient({ url, token })
  const { name: principal } = await bodyOf(client.rest.GET('/api/v1/principal'))
  const known = await readContexts(cli.surroundings.configFile)
  const context = name ?? new URL(url).host
  await writeContexts(cli.surroundings.configFile, {
    current: context,
    contexts: { ...known.contexts, [context]: { url, token } },
  })
  say(cli.err, `Signed in to ${url} as ${safeLine(principal)} (context ${context}).`)
}

async function askForUrl(cli: Cli): Promise<string> {
  if (!cli.input.isTerminal) throw new CommandFailure(exitCodes.usage, 'Which portal?', 'Name it: fun login URL')
  return cli.input.ask('Portal: ')
}

export function logoutCommand(program: Program, cli: Cli): void {
  program
    .command('logout')
    .summary('Forget a portal and its token')
    .description(
      'Remove a context with its token from this machine. The token itself stays valid: revoke it with fun token revoke.',
    )
    .argument('[context]', 'the one in use otherwise')
    .action((context) => logout(cli, context ?? cli.context))
}

async function logout(cli: Cli, named: string | undefined): Promise<void> {
  const known = await readContexts(cli.surroundings.configFile)
  const name = named ?? known.current
  if (name === null) return say(cli.err, 'You are not signed in.')
  const { [name]: gone, ...contexts } = known.contexts
  if (gone === undefined) throw new CommandFailure(exitCodes.usage, `There is no context ${name}.`)
  const current = known.current === name ? (Object.keys(contexts)[0] ?? null) : known.current
  await writeContexts(cli.surroundings.configFile, { current, contexts })
  say(
    cli.err,
    `Signed out of ${gone.url}.${current === null || current === known.current ? '' : ` Now in use: ${current}.`}`,
  )
}
