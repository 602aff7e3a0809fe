import fastifySwagger from '@fastify/swagger'
import fastifyPlugin from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** Collects the routes into an OpenAPI 3.1 document, served at `/api/v1/openapi.json`. */
export const openapiPlugin = fastifyPlugin(
  async (app) => {
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'FUN Platform',
          version: '1',
          description: 'Provision, build, deploy and watch Open edX environments.',
        },
        components: {
          securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The owner token, fun_…' } },
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
      transformObject: jsonSchemaTransformObject,
    })
  },
  { name: 'openapi' },
)
