import type { OpenAPIV3_1 } from 'openapi-types'
import { CodedError, codedErrors, type ErrorCode, toProblem } from '../errors.ts'

type Responses = Record<string, OpenAPIV3_1.ResponseObject>
type Operation = OpenAPIV3_1.OperationObject

/** A refusal of each status that is documented, with an example of one of its codes. */
const examples = {
  400: 'malformed-request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'name-taken',
  412: 'precondition-failed',
  413: 'request-too-large',
  415: 'unsupported-media-type',
  422: 'invalid-request',
  429: 'too-many-requests',
  500: 'internal',
  503: 'unavailable',
} as const satisfies Record<number, ErrorCode>

type Status = keyof typeof examples
const statuses: readonly Status[] = [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503]

const codesOf = (status: number): string[] =>
  Object.entries(codedErrors)
    .filter(([, [each]]) => each === status)
    .map(([code]) => code)

const seconds = (description: string): OpenAPIV3_1.HeaderObject => ({ description, schema: { type: 'integer' } })

/** `components.responses` of the document: one problem for every status, named `Problem404` and so on. */
export function problemResponses(): Responses {
  return Object.fromEntries(statuses.map((status) => [`Problem${status}`, problemResponse(status)]))
}

function problemResponse(status: Status): OpenAPIV3_1.ResponseObject {
  const code = examples[status]
  const example = toProblem(new CodedError(code, `${codedErrors[code][1]}.`), 'req-1f')
  return {
    description: `${codedErrors[code][1]}. Codes: ${codesOf(status).join(', ')}.`,
    ...(status === 429 ? { headers: { 'Retry-After': seconds('Seconds until the next request is taken.') } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  }
}

/** Statuses that an operation may be refused with, as its method and parameters let one expect. */
export function refusalsOf(method: string, operation: Operation): Status[] {
  const secured = operation.security?.length !== 0
  const writes = method !== 'get'
  const named = (operation.parameters ?? []).some((each) => 'in' in each && each.in === 'path')
  const ofAccount = (operation.tags ?? []).some((tag) => tag === 'account' || tag === 'sessions')
  const takesInput = (operation.parameters ?? []).length > 0 || operation.requestBody !== undefined
  const bySituation: Record<Status, boolean> = {
    400: true,
    401: secured || writes,
    403: secured || writes,
    404: takesInput,
    409: writes || named || ofAccount,
    412: method === 'patch' || method === 'put',
    413: writes,
    415: writes,
    422: takesInput || writes,
    429: true,
    500: true,
    503: true,
  }
  return statuses.filter((status) => bySituation[status])
}
