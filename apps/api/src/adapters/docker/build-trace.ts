import { readFields } from './protobuf.ts'

/** A node of BuildKit's graph. Source: moby/buildkit, api/services/control/control.proto, message Vertex. Times are ISO 8601. */
export interface Vertex {
  digest: string
  name: string
  cached: boolean
  startedAt?: string
  finishedAt?: string
  error?: string
}

export interface VertexLog {
  vertexDigest: string
  /** 1 for stdout, 2 for stderr. */
  stream: number
  data: Buffer
}

/** One `moby.buildkit.trace` message (base64 of a StatusResponse): what changed since the one before. */
export function decodeTrace(base64: string): { vertices: Vertex[]; logs: VertexLog[] } {
  const vertices: Vertex[] = []
  const logs: VertexLog[] = []
  for (const field of readFields(Buffer.from(base64, 'base64'))) {
    if (field.kind !== 'bytes') continue
    if (field.number === 1) vertices.push(decodeVertex(field.value))
    if (field.number === 3) logs.push(decodeLog(field.value))
  }
  return { vertices, logs }
}

function decodeVertex(message: Buffer): Vertex {
  const vertex: Vertex = { digest: '', name: '', cached: false }
  for (const field of readFields(message)) {
    if (field.kind === 'varint') {
      if (field.number === 4) vertex.cached = field.value !== 0n
      continue
    }
    const text = field.value.toString('utf8')
    switch (field.number) {
      case 1:
        vertex.digest = text
        break
      case 3:
        vertex.name = text
        break
      case 5:
        vertex.startedAt = decodeTimestamp(field.value)
        break
      case 6:
        vertex.finishedAt = decodeTimestamp(field.value)
        break
      case 7:
        if (text !== '') vertex.error = text
        break
    }
  }
  return vertex
}

function decodeLog(message: Buffer): VertexLog {
  const log: VertexLog = { vertexDigest: '', stream: 1, data: Buffer.alloc(0) }
  for (const field of readFields(message)) {
    if (field.kind === 'varint') {
      if (field.number === 3) log.stream = Number(field.value)
      continue
    }
    if (field.number === 1) log.vertexDigest = field.value.toString('utf8')
    if (field.number === 4) log.data = field.value
  }
  return log
}

/** google.protobuf.Timestamp as ISO 8601 in milliseconds. */
function decodeTimestamp(message: Buffer): string {
  let milliseconds = 0
  for (const field of readFields(message)) {
    if (field.kind !== 'varint') continue
    if (field.number === 1) milliseconds += Number(field.value) * 1000
    if (field.number === 2) milliseconds += Math.floor(Number(field.value) / 1_000_000)
  }
  return new Date(milliseconds).toISOString()
}
