import type { WebSocket } from '@fastify/websocket'
import { type TerminalServerMessage, type TerminalSize, terminalClose, terminalEnd } from '@fun/contract/terminal'
import type { FastifyRequest } from 'fastify'
import type { TerminalSession } from '../adapters/store/generated/client.ts'
import type { Deps } from '../deps.ts'
import { CodedError, toProblem } from '../errors.ts'
import { closeSocket, keepAlive } from '../plugins/sockets.ts'
import { mayDo } from '../policy/may-do.ts'
import type { Principal } from '../policy/principal.ts'
import { forbidden } from '../policy/refusal.ts'
import { personOf } from '../usecases/terminals/person.ts'
import { relayTerminal } from './relay.ts'
import { requestTerminalEnd } from './request-end.ts'

interface SocketOrder extends TerminalSize {
  /** First byte of output that is wanted. */
  from?: number | undefined
}

/**
 * Shows a terminal to whoever opened it, over a socket, for as long as they may: when a right is lost, the terminal ends. `find` throws `not-found`. Never throws;
 * what goes wrong is the last message, and the close code.
 */
export async function serveTerminalSocket(
  deps: Deps,
  request: FastifyRequest,
  socket: WebSocket,
  find: () => Promise<TerminalSession>,
  order: SocketOrder,
): Promise<void> {
  socket.pause()
  keepAlive(socket)
  request.server.metrics.streamOpened()
  socket.once('close', () => request.server.metrics.streamClosed())
  const say = (message: TerminalServerMessage, code: number) => {
    socket.send(JSON.stringify(message))
    closeSocket(socket, code)
  }
  try {
    const row = await find()
    const refusal = refusalOfPerson(row, request.principal)
    if (refusal !== undefined) throw refusal
    if (row.endedAt !== null) {
      const end = terminalEnd.parse(row.end)
      return say({ type: 'ended', end, exitCode: row.exitCode, detail: null }, terminalClose.ended)
    }
    if (socket.readyState === socket.OPEN) connect(deps, request, socket, row, order)
  } catch (error) {
    if (!(error instanceof CodedError)) request.log.error({ err: error }, 'a terminal could not be shown')
    const problem = toProblem(
      error instanceof CodedError ? error : new CodedError('internal', 'The terminal could not be shown.'),
      request.id,
    )
    say({ type: 'problem', problem }, terminalClose.ofStatus(problem.status))
  }
}

function connect(deps: Deps, request: FastifyRequest, socket: WebSocket, row: TerminalSession, order: SocketOrder) {
  const relay = relayTerminal(
    deps,
    {
      send: (content) => socket.send(content),
      close: (code) => closeSocket(socket, code),
      read: (on) => (on ? socket.resume() : socket.pause()),
    },
    { ...order, terminalId: row.id },
  )
  const end = (why: 'closed' | 'rights-lost') =>
    void requestTerminalEnd(deps, row.id, why).catch((error) =>
      request.log.warn({ terminal: row.id, error: String(error) }, 'a terminal could not be asked to end'),
    )
  const unfollow = request.followAccess(
    (error) => {
      if (error.code !== 'unavailable') end('rights-lost')
      relay.refuse(error)
    },
    (principal) => refusalOfPerson(row, principal),
  )
  const restart = () => relay.close(terminalClose.restart)
  const serverEnds = request.server.endOfStream()
  if (serverEnds.aborted) restart()
  serverEnds.addEventListener('abort', restart, { once: true })
  socket.on('message', (data, isBinary) => relay.take(isBinary ? '' : String(data)))
  socket.once('close', (code) => {
    unfollow()
    relay.leave()
    if (code === terminalClose.ended) end('closed')
  })
  socket.resume()
}

/** Nobody types into somebody else's terminal, and into one of root only who may still open such. */
function refusalOfPerson(row: TerminalSession, principal: Principal | null): CodedError | undefined {
  if (principal === null || personOf(principal) !== row.personId)
    return new CodedError('not-found', `There is no terminal ${row.id} of yours.`)
  const root = 'environment:terminal-root'
  if (row.root && !mayDo(principal, root, row.environmentId ?? undefined)) return forbidden(principal, root)
  return undefined
}
