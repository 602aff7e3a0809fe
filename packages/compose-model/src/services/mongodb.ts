import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { accountName, mongodbHasAccounts } from '../settings/connections.ts'
import { dataService } from './data-service.ts'

/** The document database of courses and their files, unless it is external. */
export function mongodbService(context: RenderContext): ComposeService | undefined {
  const { mongodb } = context.specification
  if (mongodb.mode === 'external') return undefined
  const service = dataService(context, {
    name: 'mongodb',
    command: ['mongod'],
    environment: mongodbHasAccounts(context.input.images)
      ? {
          MONGO_INITDB_ROOT_USERNAME: accountName,
          MONGO_INITDB_ROOT_PASSWORD: secretPlaceholder('MONGODB_PASSWORD'),
        }
      : {},
    startPeriod: '60s',
    memoryBytesMax: mongodb.memoryBytesMax,
  })
  return withShellOf(context, service)
}

/** Images before MongoDB 6 hold the older shell. */
function withShellOf({ release }: RenderContext, service: ComposeService): ComposeService {
  if (!service.healthcheck || release.mongoShell === 'mongosh') return service
  const test = service.healthcheck.test.map((word) => (word === 'mongosh' ? release.mongoShell : word))
  return { ...service, healthcheck: { ...service.healthcheck, test } }
}
