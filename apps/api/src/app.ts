import { randomUUID } from 'node:crypto'
import fastifyHttpProxy from '@fastify/http-proxy'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Deps } from './deps.ts'
import { auditRefusalsPlugin } from './plugins/audit-refusals.ts'
import { authPlugin } from './plugins/auth.ts'
import { closingPlugin } from './plugins/closing.ts'
import { corsPlugin } from './plugins/cors.ts'
import { idempotencyPlugin } from './plugins/idempotency.ts'
import { limitsPlugin } from './plugins/limits.ts'
import { metricsPlugin } from './plugins/metrics.ts'
import { openapiPlugin } from './plugins/openapi.ts'
import { leaveLocalhost } from './plugins/own-site.ts'
import { plainInputPlugin } from './plugins/plain-input.ts'
import { policyPlugin } from './plugins/policy.ts'
import { problemPlugin } from './plugins/problem.ts'
import { securityHeadersPlugin } from './plugins/security-headers.ts'
import { socketsPlugin } from './plugins/sockets.ts'
import { aboutRoutes } from './routes/about.ts'
import { accountRoutes } from './routes/account.ts'
import type { Api } from './routes/api.ts'
import { auditRoutes } from './routes/audit.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { commandLineRoutes } from './routes/command-line.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { environmentOperationRoutes } from './routes/environment-operations.ts'
import { environmentRoutes } from './routes/environments.ts'
import { healthRoutes } from './routes/health.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { logRoutes } from './routes/logs.ts'
import { memberRoutes } from './routes/members.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { newEnvironmentRoutes } from './routes/new-environment.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { oidcRoutes } from './routes/oidc.ts'
import { operationRoutes } from './routes/operations.ts'
import { passwordResetRoutes } from './routes/password-resets.ts'
import { referenceRoutes } from './routes/reference.ts'
import { secretRoutes } from './routes/secrets.ts'
import { serviceAccountRoutes } from './routes/service-accounts.ts'
import { sessionRoutes } from './routes/session.ts'
import { ownSessionRoutes } from './routes/sessions.ts'
import { settingsRoutes } from './routes/settings.ts'
import { sourceWebhookRoutes } from './routes/source-webhooks.ts'
import { sourceRoutes } from './routes/sources.ts'
import { statusReportRoutes } from './routes/status-reports.ts'
import { terminalRoutes } from './routes/terminals.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { usageRoutes } from './routes/usage.ts'
import { webhookRoutes } from './routes/webhooks.ts'

const bodyBytesMax = 1_000_000

/** The API as a Fastify instance that does not listen yet; tests `inject` into it. */
export async function buildApp(deps: Deps): Promise<Api> {
  const loggerInstance: FastifyBaseLogger = deps.logger
  const app = Fastify({
    loggerInstance,
    bodyLimit: bodyBytesMax,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: deps.config.trustedProxies.length > 0 ? deps.config.trustedProxies : false,
    forceCloseConnections: 'idle',
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider<ZodTypeProvider>()
  // JSON is all that is read: a form of another site can send plain text without asking first. Source: WHATWG Fetch, CORS-safelisted request headers.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(problemPlugin)
  await app.register(socketsPlugin)
  await app.register(securityHeadersPlugin)
  await app.register(corsPlugin, { config: deps.config })
  await app.register(closingPlugin, { config: deps.config })
  await app.register(authPlugin, { deps })
  await app.register(metricsPlugin, { deps })
  await app.register(limitsPlugin, { deps })
  await app.register(policyPlugin, { deps })
  await app.register(auditRefusalsPlugin, { deps })
  await app.register(plainInputPlugin)
  await app.register(idempotencyPlugin, { deps })
  await app.register(openapiPlugin)
  healthRoutes(app, deps)
  commandLineRoutes(app, deps)
  metricsRoutes(app)
  referenceRoutes(app)
  await app.register(
    async (scope) => {
      const api = scope.withTypeProvider<ZodTypeProvider>()
      sessionRoutes(api, deps)
      accountRoutes(api, deps)
      ownSessionRoutes(api, deps)
      passwordResetRoutes(api, deps)
      invitationRoutes(api, deps)
      oidcRoutes(api, deps)
      memberRoutes(api, deps)
      serviceAccountRoutes(api, deps)
      tokenRoutes(api, deps)
      catalogueRoutes(api, deps)
      aboutRoutes(api, deps)
      settingsRoutes(api, deps)
      sourceRoutes(api, deps)
      sourceWebhookRoutes(api, deps)
      deliveryRoutes(api, deps)
      statusReportRoutes(api, deps)
      environmentRoutes(api, deps)
      newEnvironmentRoutes(api, deps)
      environmentOperationRoutes(api, deps)
      operationRoutes(api, deps)
      secretRoutes(api, deps)
      logRoutes(api, deps)
      terminalRoutes(api, deps)
      usageRoutes(api, deps)
      notificationRoutes(api, deps)
      auditRoutes(api, deps)
      await webhookRoutes(api, deps)
      api.get('/openapi.json', { config: { policy: 'api:read' }, schema: { hide: true } }, async () => app.swagger())
      api.all('/*', { config: { policy: 'public' }, schema: { hide: true } }, async (_request, reply) =>
        reply.callNotFound(),
      )
    },
    { prefix: '/api/v1' },
  )
  if (deps.config.webUrl !== undefined)
    await app.register(fastifyHttpProxy, {
      upstream: deps.config.webUrl,
      config: { policy: 'public', rateLimit: false },
      preHandler: leaveLocalhost,
      // A connection that is used again may have been closed by the pages' server in that very moment.
      replyOptions: { retriesCount: 2 },
    })
  return app
}
