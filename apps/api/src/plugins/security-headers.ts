import fastifyPlugin from 'fastify-plugin'

/** Headers that keep answers inside this origin, and the request's id, by which the server's log and the audit know it. The portal's own pages need inline styles and Next's bootstrap script. Source: OWASP Secure Headers. */
export const securityHeadersPlugin = fastifyPlugin(
  async (app) => {
    app.addHook('onSend', async (request, reply) => {
      reply.header('x-request-id', request.id)
      reply.header('x-content-type-options', 'nosniff')
      reply.header('x-frame-options', 'DENY')
      reply.header('referrer-policy', 'same-origin')
      reply.header('cross-origin-opener-policy', 'same-origin')
      // Answers are for whoever asked. Pages and files say by themselves how long they are kept.
      if (request.url.startsWith('/api/v1/') && !reply.hasHeader('cache-control'))
        reply.header('cache-control', 'no-store')
      if (reply.hasHeader('content-security-policy')) return
      reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
      )
    })
  },
  { name: 'security-headers' },
)
