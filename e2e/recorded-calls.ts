import { createServer, request as send } from 'node:http'

/** One call as it was made and answered: the path without its query. */
export interface RecordedCall {
  method: string
  path: string
  status: number
  /** As the audit log names it. */
  requestId: string
  /** Answered from what is kept for a repeated request. */
  replayed: boolean
}

/** A doorway to the portal that remembers every call through it. */
export interface RecordedPortal {
  url: string
  calls: RecordedCall[]
  close(): Promise<void>
}

/** Opens a doorway to `target` on a free port of the loopback address; answers pass as they come, event streams too. */
export async function recordCalls(target: string): Promise<RecordedPortal> {
  const calls: RecordedCall[] = []
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming
    const onward = send(new URL(url, target), { method, headers }, (answer) => {
      const status = answer.statusCode ?? 502
      const { 'x-request-id': requestId, 'idempotency-replayed': replayed } = answer.headers
      const path = new URL(url, target).pathname
      calls.push({ method, path, status, requestId: String(requestId), replayed: replayed !== undefined })
      outgoing.writeHead(status, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
