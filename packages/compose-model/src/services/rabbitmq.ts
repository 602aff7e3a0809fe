import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { accountName } from '../settings/connections.ts'
import { dataService } from './data-service.ts'

/** The message broker, where it is RabbitMQ and not external. */
export function rabbitmqService(context: RenderContext): ComposeService | undefined {
  const { broker } = context.specification
  if (broker.kind !== 'rabbitmq' || broker.service.mode === 'external') return undefined
  return dataService(context, {
    name: 'rabbitmq',
    environment: {
      RABBITMQ_DEFAULT_USER: accountName,
      RABBITMQ_DEFAULT_PASS: secretPlaceholder('RABBITMQ_PASSWORD'),
    },
    startPeriod: '60s',
    memoryBytesMax: broker.service.memoryBytesMax,
  })
}
