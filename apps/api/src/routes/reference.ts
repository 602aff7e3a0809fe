import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from './api.ts'

const own = join(import.meta.dirname, '../reference')
const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** Everything the page needs; nothing comes from elsewhere. */
const files = [
  { path: '', file: join(own, 'page.html'), type: 'text/html; charset=utf-8' },
  { path: '/start.js', file: join(own, 'start.js'), type: 'text/javascript; charset=utf-8' },
  {
    path: '/swagger-ui-bundle.js',
    file: join(swaggerUi, 'swagger-ui-bundle.js'),
    type: 'text/javascript; charset=utf-8',
  },
  { path: '/swagger-ui.css', file: join(swaggerUi, 'swagger-ui.css'), type: 'text/css; charset=utf-8' },
]

/** Scripts and requests of this origin only. Swagger UI has pictures inline, and styles on elements. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/**
 * The reference of the API as a page, made in the browser from the OpenAPI document by Swagger UI. The page says nothing of the installation
 * and is open; the document wants a credential, which a signed-in browser has.
 */
export function referenceRoutes(app: Api): void {
  for (const { path, file, type } of files) {
    const load = onceSucceeded(() => compressed(file))
    app.get(
      `/api/reference${path}`,
      { config: { policy: 'public', rateLimit: false }, schema: { hide: true } },
      async (request, reply) => send(request, reply, type, await load()),
    )
  }
}

interface Compressed {
  plain: Buffer
  gzipped: Buffer
}

async function compressed(file: string): Promise<Compressed> {
  const plain = await readFile(file)
  return { plain, gzipped: await promisify(gzip)(plain) }
}

function send(request: FastifyRequest, reply: FastifyReply, type: string, { plain, gzipped }: Compressed) {
  reply.type(type).header('content-security-policy', contentSecurityPolicy)
  reply.header('cache-control', 'public, max-age=3600').header('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(plain)
  return reply.header('content-encoding', 'gzip').send(gzipped)
}

function onceSucceeded<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
