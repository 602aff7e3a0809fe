import type { Problem } from '@fun/contract/resources'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { ZodError } from 'zod'
import { CodedError, type ErrorCode, toProblem as problemOf } from '../errors.ts'

/** Answers every error as problem+json (RFC 9457). What is not in the table of coded errors says nothing of its inside. */
export const problemPlugin = fastifyPlugin(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request, reply) => send(reply, request, problemFor(error, request)))
    app.setNotFoundHandler((request, reply) =>
      send(
        reply,
        request,
        problemOf(new CodedError('not-found', `There is nothing at ${request.method} ${request.url}.`)),
      ),
    )
  },
  { name: 'problem' },
)

function problemFor(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof CodedError) return problemOf(error)
  if (hasZodFastifySchemaValidationErrors(error))
    return invalid(
      error.validation.map((issue) => ({ path: dotted(issue.instancePath), message: issue.message ?? 'is not valid' })),
    )
  if (error instanceof ZodError)
    return invalid(error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })))
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return problemOf(new CodedError(codeOfStatus(error.statusCode), error.message))
  request.log.error({ err: error }, 'request failed')
  return problemOf(new CodedError('internal', `The server failed at this request. Its log names it as ${request.id}.`))
}

const dotted = (pointer: string): string => pointer.replace(/^\//, '').replaceAll('/', '.')

function invalid(errors: Array<{ path: string; message: string }>): Problem {
  const [first] = errors
  const detail =
    first === undefined
      ? 'The request is not valid.'
      : `${first.path === '' ? 'The request' : first.path}: ${first.message}`
  return problemOf(new CodedError('invalid-request', detail, { errors }))
}

function send(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send({ ...problem, instance: request.id })
}

/** Refusals of Fastify itself: body too large, not JSON, wrong content type. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 413) return 'request-too-large'
  if (status === 415) return 'unsupported-media-type'
  return status === 404 ? 'not-found' : 'malformed-request'
}
