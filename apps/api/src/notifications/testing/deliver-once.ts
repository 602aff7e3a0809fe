/** A process that sends one message, for the test that kills it. */
import { loadConfig } from '../../config.ts'
import { createDeps } from '../../deps.ts'
import { deliverNext } from '../deliver.ts'

const deps = await createDeps(loadConfig())
await deliverNext(deps)
await deps.close()
