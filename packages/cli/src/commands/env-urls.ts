import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Command } from '@commander-js/extra-typings'
import type { Environment } from '@fun/client/types'
import type { Cli } from '../cli.ts'
import { CommandFailure, exitCodes } from '../exit-codes.ts'
import { printList } from '../output/results.ts'
import { say } from '../output/screen.ts'
import { readEnvironment } from './env.ts'

export function envUrlsCommands(env: Command, cli: Cli): void {
  env
    .command('urls')
    .description('List the addresses of an environment')
    .argument('<environment>')
    .option('--json', 'print JSON')
    .action(async (name, { json }) => {
      const { urls } = await readEnvironment(cli, name)
      printList(cli, json, `${name} has no addresses yet.`, urls, [
        { heading: 'name', value: (each) => each.name },
        { heading: 'address', value: (each) => each.url },
        { heading: 'what it is', value: (each) => each.description },
      ])
    })
  env
    .command('open')
    .description('Open an address in the browser; print it where there is none')
    .argument('<environment>')
    .argument('[name]', 'which one, as fun env urls names it; the first otherwise')
    .action(async (name, wanted) => {
      const url = addressOf(await readEnvironment(cli, name), wanted)
      if (!(cli.out.isTerminal && cli.surroundings.hasDesktop && (await openPage(url)))) say(cli.out, url)
    })
}

function addressOf({ name, urls }: Environment, wanted: string | undefined): string {
  const found = wanted === undefined ? urls[0] : urls.find((each) => each.name.toLowerCase() === wanted.toLowerCase())
  const names = urls.map((each) => each.name).join(', ')
  if (found === undefined)
    throw new CommandFailure(
      exitCodes.failed,
      `${name} has no address${wanted === undefined ? ' yet' : ` ${wanted}`}.`,
      names === '' ? 'Deploy it first.' : `There are: ${names}`,
    )
  if (!/^https?:\/\//.test(found.url)) throw new CommandFailure(exitCodes.failed, `${found.url} is no page.`)
  return found.url
}

/** False when the desktop has no program for it. */
async function openPage(url: string): Promise<boolean> {
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { stdio: 'ignore', detached: true })
  child.unref()
  return once(child, 'spawn').then(
    () => true,
    () => false,
  )
}
