import fastifySwagger from '@fastify/swagger'
import fastifyPlugin from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { completeDocument, type Document } from '../openapi/complete-document.ts'

const isVersion31 = (document: object): document is Document =>
  'openapi' in document && String(document.openapi).startsWith('3.1')

/** Collects the routes into an OpenAPI 3.1 document, served at `/api/v1/openapi.json`. */
export const openapiPlugin = fastifyPlugin(
  async (app) => {
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'FUN Platform',
          version: '1',
          description:
            'Provision, build, deploy and watch Open edX environments. Lists answer `{items, nextCursor}`; work is an operation, answered with 202; refusals are problem+json (RFC 9457) with a stable `code` and a `cure`.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/', description: 'This installation' }],
        components: {
          securitySchemes: {
            token: { type: 'http', scheme: 'bearer', description: 'A token, fun_…; browsers have a cookie instead.' },
          },
        },
        security: [{ token: [] }],
      },
      // The proxy to the portal's pages has no tag: it is no part of the interface.
      hideUntagged: true,
      transform: (route) => {
        const described = jsonSchemaTransform(route)
        if (route.route.config?.policy !== 'public') return described
        return { ...described, schema: { ...described.schema, security: [] } }
      },
      transformObject: (input) => {
        const document = jsonSchemaTransformObject(input)
        return isVersion31(document) ? completeDocument(document) : document
      },
    })
  },
  { name: 'openapi' },
)
