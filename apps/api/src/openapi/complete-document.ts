import { sample } from 'openapi-sampler'
import type { OpenAPIV3_1 } from 'openapi-types'
import { problemResponses, refusalsOf } from './error-responses.ts'
import { withWords } from './example-words.ts'
import { tidySchemas } from './tidy-schemas.ts'

/** The document as it is collected. */
export type Document = Partial<OpenAPIV3_1.Document>
type Operation = OpenAPIV3_1.OperationObject
type Content = Record<string, OpenAPIV3_1.MediaTypeObject>

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** What path parameters look like, where their type does not say. */
const parameterExamples: Record<string, string> = {
  environment: 'demo',
  source: 'platform',
  host: 'local',
  service: 'lms',
  provider: 'github',
  secret: 'EMAIL_HOST_PASSWORD',
}

const idempotencyKey: OpenAPIV3_1.ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes a repeated request harmless for 24 hours: the same key with the same request is answered as the first time (`Idempotency-Replayed: true`), with another request 422, while the first still runs 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  example: '8f14e45f-ceea-467f-a9f2-2c2d1e0b7d6a',
}

/**
 * Adds to the document what holds for many routes and no route says: refusals, the header Idempotency-Key, and an example of every body.
 * Examples come from the schemas; where a made-up one would say nothing, the schema in packages/contract has one.
 */
export function completeDocument(collected: Document): Document {
  const document = tidySchemas(collected)
  for (const item of Object.values(document.paths ?? {}))
    for (const method of methods) {
      const operation = item?.[method]
      if (operation !== undefined) completeOperation(document, method, operation)
    }
  document.components = {
    ...document.components,
    responses: { ...document.components?.responses, ...problemResponses() },
    parameters: { ...document.components?.parameters, IdempotencyKey: idempotencyKey },
  }
  return document
}

function completeOperation(document: Document, method: string, operation: Operation): void {
  const responses = operation.responses ?? {}
  for (const status of refusalsOf(method, operation))
    responses[String(status)] ??= { $ref: `#/components/responses/Problem${status}` }
  operation.responses = responses
  for (const parameter of operation.parameters ?? []) {
    const example = 'name' in parameter && parameter.in === 'path' ? parameterExamples[parameter.name] : undefined
    if ('name' in parameter && example !== undefined) parameter.example ??= example
  }
  if (method === 'post' && operation.security?.length !== 0)
    operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }]
  const { requestBody } = operation
  if (requestBody !== undefined && 'content' in requestBody) exemplify(document, requestBody.content)
  for (const [status, response] of Object.entries(responses))
    if (status.startsWith('2') && 'content' in response && response.content !== undefined)
      exemplify(document, response.content)
}

function exemplify(document: Document, content: Content): void {
  const json = content['application/json']
  if (json !== undefined && isSchema(json.schema))
    json.example ??= withWords(sample(json.schema, { quiet: true }, document))
}

/** OpenAPI 3.1's schemas are JSON Schema; the two libraries only name them differently. */
const isSchema = (value: unknown): value is Parameters<typeof sample>[0] => typeof value === 'object' && value !== null
