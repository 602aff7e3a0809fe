import { createFunClient, type FunClient } from '@fun/client/client'
import type { Surroundings } from './config.ts'
import { type Context, type Contexts, portalUrl, readContexts } from './contexts.ts'
import { CommandFailure, exitCodes } from './exit-codes.ts'

/** Which portal is meant, and with which token. */
export interface Connection extends Context {
  client: FunClient
}

/** `named` is `--context`. Throws CommandFailure with how to sign in. Makes no call. */
export async function connect(surroundings: Surroundings, named: string | undefined): Promise<Connection> {
  const chosen = choose(surroundings, named, await readContexts(surroundings.configFile))
  return { ...chosen, client: createFunClient(chosen) }
}

/**
 * A context that is named on the command line wins over FUN_URL and FUN_TOKEN, and these over FUN_CONTEXT and the current one. A kept token is
 * sent to the portal that it was kept for, and to no other.
 */
export function choose(surroundings: Surroundings, named: string | undefined, known: Contexts): Context {
  const { token } = surroundings
  if (named !== undefined) return contextNamed(known, named)
  if (surroundings.url !== undefined) {
    const url = portalUrl(surroundings.url)
    if (token !== undefined) return { url, token }
    const kept = Object.values(known.contexts).find((each) => each.url === url)
    if (kept !== undefined) return kept
    throw unauthenticated(`There is no token for ${url}.`, `Set FUN_TOKEN, or sign in: fun login ${url}`)
  }
  const current = surroundings.context ?? known.current
  if (current === null) {
    const cure = 'Sign in with fun login, or set FUN_URL and FUN_TOKEN.'
    throw unauthenticated(token === undefined ? 'You are not signed in.' : 'FUN_TOKEN is set, FUN_URL is not.', cure)
  }
  const kept = contextNamed(known, current)
  return token === undefined ? kept : { url: kept.url, token }
}

function contextNamed(known: Contexts, name: string): Context {
  const found = known.contexts[name]
  if (found !== undefined) return found
  const names = Object.keys(known.contexts)
  throw new CommandFailure(
    exitCodes.usage,
    `There is no context ${name}.`,
    names.length === 0 ? 'Sign in: fun login' : `There are: ${names.join(', ')}`,
  )
}

function unauthenticated(message: string, cure: string): CommandFailure {
  return new CommandFailure(exitCodes.unreachable, message, cure)
}
