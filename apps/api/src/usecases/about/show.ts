import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { About } from '@fun/contract/about'
import type { Deps } from '../../deps.ts'
import { parseChangelog } from './changelog.ts'
import { checkedOutCommit } from './portal-commit.ts'

const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString()

/** Versions of the portal and of what it stands on, with its changelog. Redis may be away: it is then not named. */
export async function showAbout({ store, redis, config }: Deps): Promise<About> {
  const [server] = await store.$queryRaw<Array<{ version: string }>>`
    SELECT split_part(current_setting('server_version'), ' ', 1) AS version`
  const [migration] = await store.$queryRaw<Array<{ name: string }>>`
    SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name DESC LIMIT 1`
  const redisFacts = await redis.impatient.info('server').catch(() => '')
  const changelog = await readFile(join(config.repositoryFolder, 'CHANGELOG.md'), 'utf8').catch(() => '')
  return {
    commit: await checkedOutCommit(config.repositoryFolder),
    startedAt,
    versions: {
      node: process.versions.node,
      postgresql: server?.version ?? '',
      redis: /^redis_version:(\S+)/m.exec(redisFacts)?.[1] ?? null,
    },
    schema: migration?.name ?? null,
    changes: parseChangelog(changelog),
  }
}
