import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'

/** A doorway to the Docker engine that can be shut, so that a test can take the engine away from the product without harming others. */
export class EngineDoor {
  readonly path: string
  /** Calls that went through so far. */
  requests = 0
  #server: Server | undefined
  #sockets = new Set<ReturnType<typeof connect>>()
  readonly #engine: string
  constructor(path: string, engine: string) {
    this.path = path
    this.#engine = engine
  }

  async open(): Promise<void> {
    await rm(this.path, { force: true })
    const server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: this.#engine, allowHalfOpen: true })
      for (const socket of [near, far]) {
        this.#sockets.add(socket)
        socket.on('close', () => this.#sockets.delete(socket))
        socket.on('error', () => {
          near.destroy()
          far.destroy()
        })
      }
      near.on('data', (chunk: Buffer) => {
        if (/^(GET|HEAD|POST|PUT|DELETE) \//.test(chunk.toString('latin1', 0, 8))) this.requests += 1
      })
      near.pipe(far)
      far.pipe(near)
    })
    await new Promise<void>((resolve) => server.listen(this.path, resolve))
    this.#server = server
  }

  async shut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)))
    await rm(this.path, { force: true })
  }
}
