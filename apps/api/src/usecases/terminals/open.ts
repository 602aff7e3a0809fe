import type { openTerminalRequest, Terminal } from '@fun/contract/terminal'
import { z } from 'zod'
import { CodedError } from '../../errors.ts'
import { orderedByOf } from '../../policy/ordered-by.ts'
import { requireMay } from '../../policy/refusal.ts'
import { programOf } from '../../terminals/programs.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'
import { loadEnvironment } from '../environments/load.ts'
import type { EnvironmentRow } from '../environments/read.ts'
import { personOf } from './person.ts'
import { presentTerminal } from './present.ts'

const observed = z.object({
  services: z.array(z.object({ service: z.string(), containerId: z.string(), state: z.string() })),
})

/**
 * Opens a terminal for whoever asks; its program starts when its socket is connected. Throws `not-found` or `service-not-running` when there is no container for it,
 * `forbidden` for root, `invalid-request` for a program that the service does not have, `too-many-terminals`.
 */
export async function openTerminal(
  { deps, principal }: UseCaseContext,
  name: string,
  { service, program, root }: z.infer<typeof openTerminalRequest>,
): Promise<Terminal> {
  const environment = await loadEnvironment(deps, name)
  if (root) requireMay(principal, 'environment:terminal-root', environment.id)
  if (programOf(program, service) === undefined)
    throw new CodedError('invalid-request', `The service ${service} has no Django shell.`, {
      cure: 'Open a shell there, or a Django shell in lms, cms or one of their workers.',
      errors: [{ path: 'program', message: `${service} has no Django shell` }],
    })
  const containerId = runningContainer(environment, service)
  const { perPersonMax, reconnectSeconds } = deps.config.terminals
  const personId = personOf(principal)
  const row = await deps.store.$transaction(async (transaction) => {
    // Two that are opened at once are counted one after the other.
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`terminal ${personId}`}))`
    const open = await transaction.terminalSession.count({ where: { personId, endedAt: null } })
    if (open >= perPersonMax)
      throw new CodedError('too-many-terminals', `You have ${open} terminals open; ${perPersonMax} are allowed.`)
    const created = await transaction.terminalSession.create({
      data: {
        environmentId: environment.id,
        environmentName: environment.name,
        service,
        containerId,
        program,
        root,
        personId,
        openedBy: orderedByOf(principal),
        leaseExpiresAt: new Date(Date.now() + reconnectSeconds * 1000),
      },
    })
    const detail = { terminal: created.id, service, program, root }
    await audit(transaction, principal, 'terminal.open', environment.name, detail, { environmentId: environment.id })
    return created
  })
  return presentTerminal(row)
}

/** As a worker last saw it. */
function runningContainer(environment: EnvironmentRow, service: string): string {
  const services = observed.safeParse(environment.observedState).data?.services ?? []
  const containers = services.filter((each) => each.service === service)
  if (containers.length === 0)
    throw new CodedError('not-found', `The service ${service} of ${environment.name} has no container.`, {
      errors: [{ path: 'service', message: 'has no container' }],
    })
  const running = containers.findLast(({ state }) => state === 'running')
  if (running === undefined)
    throw new CodedError('service-not-running', `The service ${service} of ${environment.name} does not run.`)
  return running.containerId
}
