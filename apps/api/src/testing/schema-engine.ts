import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as binding from '@prisma/schema-engine-wasm/schema_engine_bg'

/** The part of the global that is used here; TypeScript only knows it with the browser's library. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object, imports: object): Promise<{ exports: Record<string, unknown> }>
}

const schemaPath = fileURLToPath(new URL('../../../../prisma/schema.prisma', import.meta.url))
const filters = { externalTables: [], externalEnums: [] }

/** Prisma's schema engine as WebAssembly: the native one cannot be downloaded from everywhere. */
async function startSchemaEngine(databaseUrl: string) {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'))
  const module = await WebAssembly.compile(await readFile(join(folder, 'schema_engine_bg.wasm')))
  const { exports } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': { ...binding } })
  binding.__wbg_set_wasm(exports)
  const start = exports.__wbindgen_start
  if (typeof start === 'function') start()
  const { hostname, port, pathname, username, password } = new URL(databaseUrl)
  const factory = new PrismaPg({
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: username,
    password,
  })
  return binding.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(factory))
}

/** SQL that brings an empty database to prisma/schema.prisma. With its difference to the last migration a new one is written by hand. */
export async function schemaSql(databaseUrl: string): Promise<string> {
  const engine = await startSchemaEngine(databaseUrl)
  const files = [{ path: schemaPath, content: await readFile(schemaPath, 'utf8') }]
  const result = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters,
  })
  return result.stdout ?? ''
}

if (import.meta.main) process.stdout.write(await schemaSql(process.argv[2] ?? ''))
