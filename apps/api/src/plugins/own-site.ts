import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends a browser that opens the portal's pages at `localhost` to `127.0.0.1`. Cookies do not tell ports apart: at `localhost`, the LMS and
 * Studio of every local environment, and so whoever pushes to them, would be sent the portal's session. Source: RFC 6265, 8.5.
 */
export async function leaveLocalhost(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { host } = request.headers
  if (host === undefined || !/^localhost(:\d+)?$/i.test(host)) return
  await reply.redirect(`http://${host.replace(/^localhost/i, '127.0.0.1')}${request.url}`, 302)
}
