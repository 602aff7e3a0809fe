import type { ConnectionTest, ConnectionTestRequest, ExternalService } from '@fun/contract/new-environment'
import { greet } from '../../adapters/greetings/greet.ts'
import { greetings } from '../../adapters/greetings/greetings.ts'
import { OutgoingFailed } from '../../adapters/outgoing/outgoing-failed.ts'
import { audit } from '../audit.ts'
import type { UseCaseContext } from '../context.ts'

const connectTimeoutMs = 5_000
const greetTimeoutMs = 5_000

const titles: Record<ExternalService, string> = {
  mysql: 'MySQL',
  mongodb: 'MongoDB',
  redis: 'Redis',
  rabbitmq: 'RabbitMQ',
  memcached: 'Memcached',
}

type Result = Omit<ConnectionTest, 'milliseconds'>

/**
 * Connects from the portal to a server that an environment is to use, and reads its greeting; no credential is sent. Private addresses are not tried
 * unless the server's own configuration opens them, so that nobody scans the network behind the portal with it.
 */
export async function testConnection(
  { deps, principal }: UseCaseContext,
  { service, host, port }: ConnectionTestRequest,
): Promise<ConnectionTest> {
  const began = performance.now()
  const result = await connectAndGreet(deps, { service, host, port })
  await deps.store.$transaction((transaction) =>
    audit(transaction, principal, 'connection.test', `${host}:${port}`, { service, outcome: result.outcome }),
  )
  return { ...result, milliseconds: Math.round(performance.now() - began) }
}

async function connectAndGreet(
  { outgoing }: UseCaseContext['deps'],
  { service, host, port }: ConnectionTestRequest,
): Promise<Result> {
  const title = titles[service]
  const at = `${host}:${port}`
  try {
    const socket = await outgoing.connect(host, port, { timeoutMs: connectTimeoutMs })
    const greeted = await greet(socket, greetings[service], greetTimeoutMs)
    switch (greeted.kind) {
      case 'recognised':
        return answered(title, at, greeted.server)
      case 'other':
        return {
          outcome: 'other-protocol',
          detail: `Something answers at ${at}, but it does not speak ${title}’s protocol.`,
          cure: `Check the port, and whether the server wants TLS from the first byte.`,
          version: null,
        }
      case 'silent':
        return {
          outcome: 'unreachable',
          detail: `${at} takes connections, but said nothing that a ${title} server says.`,
          cure: `Check the port, and whether ${title} lets this machine connect.`,
          version: null,
        }
    }
  } catch (error) {
    if (!(error instanceof OutgoingFailed)) throw error
    return notConnected(error, host)
  }
}

function answered(title: string, at: string, server: { version: string | null; refusal: string | null }): Result {
  const { version, refusal } = server
  const named = `${at} is a ${title} server${version === null ? '' : `, version ${version}`}`
  if (refusal === null) return { outcome: 'answered', detail: `${named}.`, cure: null, version }
  return {
    outcome: 'answered',
    detail: `${named}, and refuses: ${refusal}`,
    cure: 'Allow the machine that environments run on to connect, or mend what the server says.',
    version,
  }
}

function notConnected({ kind, message }: OutgoingFailed, host: string): Result {
  if (kind !== 'refused')
    return {
      outcome: 'unreachable',
      detail: message,
      cure: 'Check host and port, and that a firewall lets the portal’s machine through.',
      version: null,
    }
  return {
    outcome: 'not-tested',
    detail: `${message} The portal does not connect to those by itself.`,
    cure: `The environment may use it all the same. To test it here, name ${host} in FUN_OUTGOING_ALLOW in the server’s configuration.`,
    version: null,
  }
}
