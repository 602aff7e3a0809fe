import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestApi, type TestApi } from './testing/test-api.ts'

const content = z.record(
  z.string(),
  z.object({ schema: z.record(z.string(), z.unknown()), example: z.unknown().optional() }),
)
const answer = z.union([z.object({ $ref: z.string() }), z.object({ content: content.optional() })])
const operationObject = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), answer),
})
const openapi = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationObject)),
  components: z.looseObject({ responses: z.record(z.string(), answer) }),
})

let api: TestApi
let document: z.infer<typeof openapi>
let operations: Array<{ at: string; operation: z.infer<typeof operationObject> }>
beforeAll(async () => {
  api = await startTestApi('openapi')
  document = openapi.parse((await api.call('GET', '/openapi.json')).body)
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
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

  it('says with what it may be refused', () => {
    for (const { at, operation } of operations) {
      expect(Object.keys(operation.responses), at).toEqual(expect.arrayContaining(['400', '429', '500', '503']))
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        at,
      ).toBe(true)
    }
  })

  it('has an example of every JSON body, which its schema allows', () => {
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
    let examples = 0
    const check = (at: string, part: z.infer<typeof content> | undefined) => {
      for (const [type, { schema, example }] of Object.entries(part ?? {})) {
        if (!/[/+]json$/.test(type)) continue
        const validate = ajv.compile({ ...schema, components: document.components })
        expect(validate(example), `${at}: ${JSON.stringify(validate.errors)} ${JSON.stringify(example)}`).toBe(true)
        examples += 1
      }
    }
    for (const { at, operation } of operations) {
      check(`${at}, request`, operation.requestBody?.content)
      for (const [status, response] of Object.entries(operation.responses))
        if ('content' in response) check(`${at}, ${status}`, response.content)
    }
    for (const [name, response] of Object.entries(document.components.responses))
      if ('content' in response) check(name, response.content)
    expect(examples).toBeGreaterThan(50)
  })
})

it('every reference of the document points at something in it', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference)
  expect(references.length).toBeGreaterThan(100)
  for (const reference of new Set(references)) {
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, key) => z.record(z.string(), z.unknown()).safeParse(at).data?.[key], document)
    expect(found, reference).toBeDefined()
  }
})
