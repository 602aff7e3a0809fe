import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'

export interface ReceivedCall {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
  at: number
}

/** A real HTTP server on 127.0.0.1 in the place of a service on the internet. */
export interface HttpCounterpart {
  url: string
  received: ReceivedCall[]
  /** How it answers; by default 200 with `ok`. A status of 0: it never does. */
  answer(next: (call: ReceivedCall) => { status: number; body?: string; headers?: Record<string, string> }): void
  stop(): Promise<void>
}

export async function startHttpCounterpart(): Promise<HttpCounterpart> {
  const received: ReceivedCall[] = []
  let answer: Parameters<HttpCounterpart['answer']>[0] = () => ({ status: 200, body: 'ok' })
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const call = { method, path: url, headers, body: await text(request), at: Date.now() }
    received.push(call)
    const { status, body = '', headers: more = {} } = answer(call)
    if (status !== 0) response.writeHead(status, { connection: 'close', ...more }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer(next) {
      answer = next
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
