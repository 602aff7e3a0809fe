import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { loadConfig } from './config.ts'
import { createDeps } from './deps.ts'

/**
 * The document of `/api/v1/openapi.json`, from the routes alone: neither PostgreSQL nor Redis is asked, no key is made and no port opened.
 * `node apps/api/src/openapi-document.ts FILE` writes it.
 */
export async function openapiDocument(): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'fun-openapi-'))
  const deps = await createDeps(
    loadConfig({
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      REDIS_URL: 'redis://127.0.0.1:1',
      FUN_DATA_DIR: folder,
      FUN_LOG_LEVEL: 'silent',
    }),
  )
  try {
    const app = await buildApp(deps)
    try {
      await app.ready()
      return app.swagger()
    } finally {
      await app.close()
    }
  } finally {
    await deps.close()
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const [file] = process.argv.slice(2)
  if (file === undefined) throw new Error('Usage: node apps/api/src/openapi-document.ts FILE')
  await writeFile(file, `${JSON.stringify(await openapiDocument(), null, 2)}\n`)
}
