import { createEnvironment, environment, page } from '@fun/contract/resources'
import type { PortalClient } from './portal-client.ts'

const environmentName = createEnvironment.shape.name

/** For commands on an environment that is there. Throws one sentence with those that are. */
export async function requireEnvironment(client: PortalClient, name: string): Promise<void> {
  if (environmentName.safeParse(name).success && (await client.environment(name)) !== undefined) return
  const { items } = page(environment).parse(await client.call('GET', '/environments?limit=200'))
  const names = items.map((each) => each.name).sort()
  throw new Error(
    names.length === 0
      ? `There is no environment ${name}, nor any other: make bootstrap makes one.`
      : `There is no environment ${name}: name one that there is, such as ENVIRONMENT=${names[0]} (of ${names.join(', ')}).`,
  )
}

/** For a command that makes it. Throws one sentence when no environment can have this name. */
export function requireEnvironmentName(name: string): void {
  const parsed = environmentName.safeParse(name)
  if (!parsed.success)
    throw new Error(`ENVIRONMENT=${name} cannot be used as a name. ${parsed.error.issues[0]?.message}`)
}
