import type { ExternalService } from '@fun/contract/new-environment'

/** What a server says of itself before anybody signs in. */
export interface Recognised {
  version: string | null
  /** A refusal that it greets with, in its own words. */
  refusal: string | null
}

/** How a kind of server is greeted. No credential is ever sent. */
export interface Greeting {
  /** What whoever connects says first; null where the server speaks first. */
  hello: Buffer | null
  /** What bytes that came so far are: `more` are needed, or it is another protocol. */
  read(bytes: Buffer): Recognised | 'more' | 'other'
}

const recognised = (version: string | null = null, refusal: string | null = null): Recognised => ({ version, refusal })

/** Source: MySQL, Connection Phase Packets: Protocol::HandshakeV10, and ERR_Packet, which a host that may not connect gets in its place. */
const mysql: Greeting = {
  hello: null,
  read(bytes) {
    if (bytes.length < 5) return 'more'
    const length = bytes.readUIntLE(0, 3)
    const kind = bytes[4]
    if (bytes[3] !== 0 || length > 4_096 || (kind !== 10 && kind !== 0xff)) return 'other'
    if (bytes.length < 4 + length) return 'more'
    const payload = bytes.subarray(5, 4 + length)
    if (kind === 0xff)
      return recognised(
        null,
        payload
          .subarray(2)
          .toString('utf8')
          .replace(/^#\w{5}/, ''),
      )
    const end = payload.indexOf(0)
    return end < 0
      ? 'other'
      : recognised(
          payload
            .subarray(0, end)
            .toString('latin1')
            .replace(/^5\.5\.5-/, ''),
        )
  },
}

const requestId = 0x66756e
const replyBytes = 16

/** `isMaster` as OP_QUERY, which every version answers. Source: MongoDB, Wire Protocol (OP_QUERY, OP_REPLY) and Handshake. */
const mongodb: Greeting = {
  hello: isMaster(),
  read(bytes) {
    if (bytes.length < replyBytes) return 'more'
    return bytes.readInt32LE(8) === requestId && bytes.readInt32LE(12) === 1 ? recognised() : 'other'
  },
}

function isMaster(): Buffer {
  const int32 = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(value)
    return bytes
  }
  const document = Buffer.concat([int32(19), Buffer.from('\x10isMaster\0', 'latin1'), int32(1), Buffer.alloc(1)])
  const body = Buffer.concat([int32(4), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), document])
  return Buffer.concat([int32(16 + body.length), int32(requestId), int32(0), int32(2_004), body])
}

/** The first line, or undefined while it has not come whole. */
function firstLine(bytes: Buffer): string | undefined {
  const end = bytes.indexOf('\r\n')
  return end < 0 ? undefined : bytes.subarray(0, end).toString('utf8')
}

/** Source: Redis, RESP. One that wants a password refuses even this, and so says what it is. */
const redis: Greeting = {
  hello: Buffer.from('PING\r\n'),
  read(bytes) {
    const line = firstLine(bytes)
    if (line === undefined) return bytes.length > 512 ? 'other' : 'more'
    if (line === '+PONG' || /^-(NOAUTH|ERR operation not permitted)/.test(line)) return recognised()
    return /^-[A-Z]+ /.test(line) ? recognised(null, line.slice(1)) : 'other'
  },
}

/** Source: AMQP 0-9-1, 2.3.5 Frame Details and connection.start. A server of another version answers with its own header. */
const rabbitmq: Greeting = {
  hello: Buffer.from('AMQP\x00\x00\x09\x01', 'latin1'),
  read(bytes) {
    if (bytes.length < 11) return bytes.subarray(0, 4).toString('latin1') === 'AMQP' ? recognised() : 'more'
    const size = bytes.readUInt32BE(3)
    const isStart = bytes[0] === 1 && bytes.readUInt16BE(7) === 10 && bytes.readUInt16BE(9) === 10
    if (!isStart || size > 65_536) return 'other'
    if (bytes.length < 7 + size) return 'more'
    const at = bytes.indexOf('\x07versionS', 0, 'latin1')
    if (at < 0) return recognised()
    const length = bytes.readUInt32BE(at + 9)
    return recognised(bytes.subarray(at + 13, at + 13 + Math.min(length, 64)).toString('utf8'))
  },
}

/** Source: memcached, doc/protocol.txt. */
const memcached: Greeting = {
  hello: Buffer.from('version\r\n'),
  read(bytes) {
    const line = firstLine(bytes)
    if (line === undefined) return bytes.length > 512 ? 'other' : 'more'
    const version = /^VERSION (\S+)/.exec(line)?.[1]
    return version === undefined ? 'other' : recognised(version)
  },
}

export const greetings: Readonly<Record<ExternalService, Greeting>> = { mysql, mongodb, redis, rabbitmq, memcached }
