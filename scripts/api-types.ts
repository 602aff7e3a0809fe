import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, hashOf } from './prepare.ts'
import { runProgram } from './run-program.ts'

/**
 * Writes the client's types from the API's own OpenAPI document when what makes it changed since; true when it did. Only the compiler reads
 * them: nothing needs them to run.
 */
export async function generateApiTypes(repository: string): Promise<boolean> {
  const client = join(repository, 'packages/client')
  const folders = ['apps/api/src', 'packages/contract/src', 'packages/compose-model/src']
  const files = folders.flatMap((folder) => filesOf(join(repository, folder)))
  const hash = hashOf([...files, join(client, 'package.json'), import.meta.filename])
  const generated = join(client, 'src/generated')
  const stamp = join(client, 'node_modules/.fun-api-hash')
  if (existsSync(join(generated, 'api.ts')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false
  const document = join(generated, 'openapi.json')
  mkdirSync(generated, { recursive: true })
  await runProgram(process.execPath, [join(repository, 'apps/api/src/openapi-document.ts'), document], {
    cwd: repository,
  })
  writeFileSync(document, JSON.stringify(forTypes(JSON.parse(readFileSync(document, 'utf8')))))
  const options = ['--output', join(generated, 'api.ts'), '--default-non-nullable', 'false']
  await runProgram(join(client, 'node_modules/.bin/openapi-typescript'), [document, ...options], { cwd: client })
  writeFileSync(stamp, hash)
  return true
}

/** Less what the generator makes no sense of: the names of properties as a schema, and any JSON, which refers to itself. */
function forTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(forTypes)
  if (typeof value !== 'object' || value === null) return value
  if ('$ref' in value && /\/Json(?:Input)?$/.test(String(value.$ref))) return {}
  const kept = Object.entries(value).filter(([key]) => !['propertyNames', 'Json', 'JsonInput'].includes(key))
  return Object.fromEntries(kept.map(([key, each]) => [key, forTypes(each)]))
}
