import type { TerminalSession } from '../../adapters/store/generated/client.ts'
import type { Deps } from '../../deps.ts'
import { CodedError } from '../../errors.ts'
import { loadEnvironment } from '../environments/load.ts'

/** A terminal of an environment. Throws `not-found`. */
export async function findTerminal(deps: Deps, environment: string, id: string): Promise<TerminalSession> {
  const { id: environmentId, name } = await loadEnvironment(deps, environment)
  const row = await deps.store.terminalSession.findFirst({ where: { id, environmentId } })
  if (row === null) throw new CodedError('not-found', `The environment ${name} has no terminal ${id}.`)
  return row
}
