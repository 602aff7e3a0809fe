import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'

const operationObject = z.looseObject({ operationId: z.string().optional(), summary: z.string().optional() })
const openapi = z.object({ paths: z.record(z.string(), z.record(z.string(), operationObject)) })

let api: TestApi
let operations: Array<{ at: string; operation: z.infer<typeof operationObject> }>
beforeAll(async () => {
  api = await startTestApi('openapi')
  const { paths } = openapi.parse((await api.call('GET', '/openapi.json')).body)
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ at: `${method.toUpperCase()} ${path}`, operation })),
  )
})
afterAll(() => api.stop())

describe('every operation of the OpenAPI document', () => {
  it('has a name of its own that a client can be generated from, and a summary', () => {
    const names = operations.map(({ operation }) => operation.operationId)
    expect(
      operations.filter(({ operation }) => !/^[a-z][A-Za-z]+$/.test(operation.operationId ?? '')).map(({ at }) => at),
    ).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(operations.filter(({ operation }) => (operation.summary ?? '') === '').map(({ at }) => at)).toEqual([])
  })
})
