import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { freePort, startTestDatabase, type TestDatabase } from '../scripts/test-services.ts'
import { Product } from './product.ts'
import { makeSampleRepository } from './sample-repository.ts'

/** A product with the sample platform as its source `sample`; `close` leaves nothing behind. */
export interface StartedProduct {
  product: Product
  /** The sample platform's bare repository. */
  repository: string
  databaseUrl: string
  close(): Promise<void>
}

/** Starts a product for one test file. `extra` overrides environment variables of its processes. */
export async function startProduct(name: string, extra: Record<string, string> = {}): Promise<StartedProduct> {
  const base = path.resolve(import.meta.dirname, '../var/test')
  await mkdir(base, { recursive: true })
  const directory = await mkdtemp(path.join(base, `${name}-`))
  const database: TestDatabase = await startTestDatabase(name)
  const product = new Product(database.url, directory)
  const close = async () => {
    await product.stop()
    await database.stop()
    if (process.env.FUN_TEST_KEEP === undefined) await rm(directory, { recursive: true, force: true })
  }
  try {
    const repository = await makeSampleRepository(directory)
    await product.start(extra)
    await product.portal.call('POST', '/sources', { name: 'sample', url: repository })
    return { product, repository, databaseUrl: database.url, close }
  } catch (error) {
    const log = await readFile(path.join(directory, 'log/api.log'), 'utf8').catch(() => '')
    await close()
    if (log !== '') process.stderr.write(log.slice(-4000))
    throw error
  }
}

/** Four free ports for an environment's specification. */
export async function freePorts(): Promise<{
  lms: { port: number; developmentPort: number }
  cms: { port: number; developmentPort: number }
}> {
  const [a, b, c, d] = [await freePort(), await freePort(), await freePort(), await freePort()]
  return { lms: { port: a, developmentPort: b }, cms: { port: c, developmentPort: d } }
}

/** Creates an environment of the sample platform on free ports. */
export async function createSampleEnvironment(
  product: Product,
  name: string,
  specification: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<string> {
  const full = `${product.prefix}-${name}`
  await product.portal.call('POST', '/environments', {
    name: full,
    source: 'sample',
    reference: 'main',
    specification: { kind: 'production', ...(await freePorts()), ...specification },
    ...more,
  })
  return full
}
