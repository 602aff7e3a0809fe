import type { ComposeService } from '../compose-project.ts'
import type { RenderContext } from '../render-context.ts'
import { secretPlaceholder } from '../secrets.ts'
import { accountName } from '../settings/connections.ts'
import { dataService } from './data-service.ts'

/** The relational database, unless it is external. */
export function mysqlService(context: RenderContext): ComposeService | undefined {
  const { mysql } = context.specification
  if (mysql.mode === 'external') return undefined
  return dataService(context, {
    name: 'mysql',
    command: ['mysqld', ...serverOptions(context)],
    environment: {
      MYSQL_ROOT_PASSWORD: secretPlaceholder('MYSQL_ROOT_PASSWORD'),
      MYSQL_DATABASE: context.connections.mysql.database,
      MYSQL_USER: accountName,
      MYSQL_PASSWORD: secretPlaceholder('MYSQL_PASSWORD'),
    },
    startPeriod: '120s',
    memoryBytesMax: mysql.memoryBytesMax,
  })
}

function serverOptions({ release }: RenderContext): string[] {
  const collation = {
    utf8: 'utf8_general_ci',
    utf8mb3: 'utf8mb3_general_ci',
    utf8mb4: 'utf8mb4_unicode_ci',
  }[release.characterSet]
  return [`--character-set-server=${release.characterSet}`, `--collation-server=${collation}`]
}
