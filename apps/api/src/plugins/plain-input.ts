import fastifyPlugin from 'fastify-plugin'
import { CodedError } from '../errors.ts'

/** Nothing that the contract knows is half as deep; schemas are checked by recursion. */
const depthMax = 64

/**
 * Refuses what would only fail far inside: text that PostgreSQL cannot hold (NUL, halves of surrogate pairs) and values nested so deep that checking them
 * would end the stack. Source: PostgreSQL documentation, 8.14 JSON types.
 */
export const plainInputPlugin = fastifyPlugin(
  async (app) => {
    app.addHook('preValidation', async (request) => {
      for (const part of [request.params, request.query, request.body]) refuseUnfit(part)
    })
  },
  { name: 'plain-input', dependencies: ['policy'] },
)

function refuseUnfit(whole: unknown): void {
  const open: Array<{ value: unknown; path: string[] }> = [{ value: whole, path: [] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next
    if (typeof value === 'string') refuseText(value, path)
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue
    if (path.length >= depthMax) throw unfit(path.slice(0, 3), `is nested deeper than ${depthMax} levels`)
    for (const [key, each] of Object.entries(value)) {
      refuseText(key, path)
      open.push({ value: each, path: [...path, key] })
    }
  }
}

function refuseText(text: string, path: string[]): void {
  if (text.includes('\0') || !text.isWellFormed()) throw unfit(path, 'holds characters that cannot be stored')
}

function unfit(path: string[], message: string): CodedError {
  const at = path.join('.')
  return new CodedError('invalid-request', `${at === '' ? 'The request' : at} ${message}.`, {
    errors: [{ path: at, message }],
  })
}
