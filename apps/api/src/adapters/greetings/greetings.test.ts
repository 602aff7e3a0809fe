import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { ExternalService } from '@fun/contract/new-environment'
import { afterEach, describe, expect, it } from 'vitest'
import { greet } from './greet.ts'
import { greetings } from './greetings.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** Greets a server on 127.0.0.1 that behaves as `behave`. */
async function greeted(service: ExternalService, behave: (socket: Socket) => void, timeoutMs = 5_000) {
  server = createServer(behave).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  await once(socket, 'connect')
  return greet(socket, greetings[service], timeoutMs)
}

/** Answers once it has heard everything it expects. */
const after = (expected: Buffer, answer: Buffer) => (socket: Socket) => {
  let heard = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk])
    if (heard.equals(expected)) socket.write(answer)
  })
}
const text = (value: string) => Buffer.from(value, 'latin1')
const packet = (payload: Buffer) => {
  const header = Buffer.alloc(4)
  header.writeUIntLE(payload.length, 0, 3)
  return Buffer.concat([header, payload])
}
const mysqlHandshake = packet(text('\x0a8.4.6\0\x08\0\0\0salt'))

/** connection.start as RabbitMQ sends it, cut down to what names it. */
function amqpStart(): Buffer {
  const properties = text('\x07versionS\0\0\0\x063.13.7')
  const table = Buffer.concat([Buffer.from([0, 0, 0, properties.length]), properties])
  const payload = Buffer.concat([Buffer.from([0, 10, 0, 10, 0, 9]), table])
  return Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, payload.length]), payload, Buffer.from([0xce])])
}

/** OP_REPLY to the request with this id, without documents. */
function mongodbReply(requestId: Buffer): Buffer {
  const reply = Buffer.alloc(36)
  reply.writeInt32LE(36, 0)
  requestId.copy(reply, 8)
  reply.writeInt32LE(1, 12)
  return reply
}

describe('a server is known by its greeting', () => {
  const mongodbHello = greetings.mongodb.hello ?? Buffer.alloc(0)
  it.each<[ExternalService, (socket: Socket) => void, string | null]>([
    ['mysql', (socket) => socket.write(mysqlHandshake), '8.4.6'],
    ['mysql', (socket) => socket.write(packet(text('\x0a5.5.5-10.11.6-MariaDB\0xxxx'))), '10.11.6-MariaDB'],
    ['mongodb', after(mongodbHello, mongodbReply(mongodbHello.subarray(4, 8))), null],
    ['redis', after(text('PING\r\n'), text('+PONG\r\n')), null],
    ['redis', after(text('PING\r\n'), text('-NOAUTH Authentication required.\r\n')), null],
    ['rabbitmq', after(text('AMQP\0\0\x09\x01'), amqpStart()), '3.13.7'],
    ['memcached', after(text('version\r\n'), text('VERSION 1.6.18\r\n')), '1.6.18'],
  ])('%s', async (service, behave, version) => {
    expect(await greeted(service, behave)).toEqual({ kind: 'recognised', server: { version, refusal: null } })
  })

  it('also when it comes byte by byte', async () => {
    const drip = async (socket: Socket) => {
      for (const byte of mysqlHandshake) {
        socket.write(Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    expect(await greeted('mysql', drip)).toMatchObject({ kind: 'recognised', server: { version: '8.4.6' } })
  })

  it('also when it greets with a refusal, which is told', async () => {
    const refusal = packet(text("\xff\x6a\x04Host '10.0.0.9' is not allowed to connect to this MySQL server"))
    expect(await greeted('mysql', (socket) => socket.end(refusal))).toMatchObject({
      kind: 'recognised',
      server: { refusal: "Host '10.0.0.9' is not allowed to connect to this MySQL server" },
    })
  })
})

describe('another protocol is not taken for it', () => {
  it.each<[ExternalService, string]>([
    ['mysql', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['mongodb', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['redis', '+OK POP3 ready\r\n'],
    ['rabbitmq', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['memcached', '220 mail.example.org ESMTP\r\n'],
  ])('%s', async (service, says) => {
    expect(await greeted(service, (socket) => socket.write(says))).toEqual({ kind: 'other' })
  })

  it('a server that never ends its line is left', async () => {
    expect(await greeted('redis', (socket) => socket.write('x'.repeat(2_000)))).toEqual({ kind: 'other' })
  })
})

it('a server that says nothing, or hangs up at once, is silent', async () => {
  expect(await greeted('mysql', () => undefined, 50)).toEqual({ kind: 'silent' })
  server?.close()
  expect(await greeted('redis', (socket) => socket.destroy())).toEqual({ kind: 'silent' })
})
