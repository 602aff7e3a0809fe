import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** A call to the engine: `DELETE /containers/…`, without a version and without a query. */
export type EngineCall = string

/** The real engine behind an address of its own that refuses the calls that a test names, with 500 as an engine would. */
export class FaultyEngine {
  /** Asked before every call; true refuses it. */
  refuses: (call: EngineCall) => boolean = () => false
  readonly #server = createServer((incoming, outgoing) => this.#answer(incoming, outgoing))

  /** Resolves with the address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()))
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no free port')
    return `http://127.0.0.1:${address.port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = incoming
    const path = url.replace(/^\/v[\d.]+(?=\/)/, '').replace(/\?.*$/, '')
    if (this.refuses(`${method} ${path}`)) {
      incoming.resume()
      outgoing.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"refused by the test"}')
      return
    }
    const real = request({ socketPath: '/var/run/docker.sock', method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      outgoing.flushHeaders()
      answer.pipe(outgoing)
    })
    real.on('error', () => outgoing.destroy())
    outgoing.on('close', () => real.destroy())
    incoming.pipe(real)
  }
}
