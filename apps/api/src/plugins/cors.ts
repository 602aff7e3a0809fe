import fastifyCors from '@fastify/cors'
import fastifyPlugin from 'fastify-plugin'
import type { Config } from '../config.ts'

/** Headers that a page of another site may read beside the ones that every browser shows. */
const exposedHeaders = [
  'ETag',
  'Location',
  'Idempotency-Replayed',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
]

/** Closed unless origins are named; those call with a token, never with a cookie. Source: WHATWG Fetch, CORS protocol. */
export const corsPlugin = fastifyPlugin<{ config: Config }>(
  async (app, { config }) => {
    if (config.corsOrigins.length === 0) return
    await app.register(fastifyCors, {
      origin: config.corsOrigins,
      credentials: false,
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'Last-Event-ID'],
      exposedHeaders,
      maxAge: 600,
    })
  },
  { name: 'cors' },
)
