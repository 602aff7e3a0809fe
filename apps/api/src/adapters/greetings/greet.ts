import type { Socket } from 'node:net'
import type { Greeting, Recognised } from './greetings.ts'

const bytesMax = 128 * 1024

/** How a server answered a greeting. `silent`: nothing that could be judged came in time, or before it closed the connection. */
export type Greeted = { kind: 'recognised'; server: Recognised } | { kind: 'other' } | { kind: 'silent' }

/** Greets the server at the other end and ends the connection. Never rejects. */
export function greet(socket: Socket, { hello, read }: Greeting, timeoutMs: number): Promise<Greeted> {
  const { promise, resolve } = Promise.withResolvers<Greeted>()
  let bytes = Buffer.alloc(0)
  const timer = setTimeout(() => resolve({ kind: 'silent' }), timeoutMs)
  const ended = () => resolve(bytes.length > 0 ? { kind: 'other' } : { kind: 'silent' })
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    const found = read(bytes)
    if (found === 'other' || bytes.length > bytesMax) resolve({ kind: 'other' })
    else if (found !== 'more') resolve({ kind: 'recognised', server: found })
  })
  socket.on('error', ended)
  socket.on('close', ended)
  if (hello !== null) socket.write(hello)
  return promise.finally(() => {
    clearTimeout(timer)
    socket.destroy()
  })
}
