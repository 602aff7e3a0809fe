/** A field of a protobuf message as it stands on the wire: a varint, or bytes. Other wire types are skipped. */
export type WireField = { number: number } & ({ kind: 'varint'; value: bigint } | { kind: 'bytes'; value: Buffer })

/** Fields of one message in their order. Throws RangeError for bytes that are cut. Source: protobuf.dev, Encoding. */
export function* readFields(message: Buffer): Generator<WireField> {
  let offset = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[offset]
      if (byte === undefined) throw new RangeError('protobuf message is cut')
      offset += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (offset < message.length) {
    const tag = Number(varint())
    const number = tag >>> 3
    switch (tag & 7) {
      case 0:
        yield { number, kind: 'varint', value: varint() }
        break
      case 1:
        offset += 8
        break
      case 2: {
        const length = Number(varint())
        if (offset + length > message.length) throw new RangeError('protobuf message is cut')
        yield { number, kind: 'bytes', value: message.subarray(offset, offset + length) }
        offset += length
        break
      }
      case 5:
        offset += 4
        break
      default:
        throw new RangeError(`protobuf wire type ${tag & 7} is not known`)
    }
  }
}
