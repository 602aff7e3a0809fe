import fastifyWebsocket, { type WebSocket } from '@fastify/websocket'
import fastifyPlugin from 'fastify-plugin'

/** Larger than any message that the contract allows. */
const messageBytesMax = 64 * 1024
const pingMs = 15_000
/** How long the other side has to answer a close. */
const closeMsMax = 3_000

/**
 * WebSockets (RFC 6455): an upgrade passes every hook that a request passes, so that it is refused with a status and a problem before it is one. Before all that
 * may refuse: the library ends the connection of a refused upgrade only when its own hook has seen the request.
 */
export const socketsPlugin = fastifyPlugin(
  async (app) => {
    await app.register(fastifyWebsocket, {
      options: { maxPayload: messageBytesMax, perMessageDeflate: false },
      // What is open is told to come back (`closing`), not cut.
      preClose: async () => {},
      // A peer that breaks the rules, or is gone: the socket closes by itself.
      errorHandler: (error, _socket, request) => request.log.debug({ error: error.message }, 'a socket failed'),
    })
  },
  { name: 'sockets' },
)

/** Notices a peer that is gone without a word, and keeps proxies from ending an idle connection. */
export function keepAlive(socket: WebSocket): void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const pinging = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingMs)
  socket.once('close', () => clearInterval(pinging))
}

/** Closes; cuts a peer that does not answer. */
export function closeSocket(socket: WebSocket, code: number): void {
  if (socket.readyState === socket.CLOSED) return
  socket.resume()
  socket.close(code)
  const cutting = setTimeout(() => socket.terminate(), closeMsMax)
  socket.once('close', () => clearTimeout(cutting))
}
