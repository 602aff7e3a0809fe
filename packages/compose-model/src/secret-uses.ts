import { renderContext } from './render-context.ts'
import { renderEnvironment } from './render-environment.ts'
import type { RenderInput } from './render-input.ts'
import { secretNamesIn } from './secrets.ts'
import { cmsSettings } from './settings/cms-settings.ts'
import { lmsSettings } from './settings/lms-settings.ts'

/** Where a secret is named: services that are given it, and settings such as `lms.EMAIL_HOST_PASSWORD`. */
export interface SecretUse {
  services: string[]
  settings: string[]
}

/** Every secret that an environment names, with where. Both lists are sorted. */
export function secretUses(input: RenderInput): Record<string, SecretUse> {
  const uses: Record<string, { services: Set<string>; settings: Set<string> }> = {}
  const use = (name: string) => {
    uses[name] ??= { services: new Set(), settings: new Set() }
    return uses[name]
  }
  for (const [service, definition] of Object.entries(renderEnvironment(input).project.services))
    for (const name of secretNamesIn(definition)) use(name).services.add(service)
  const context = renderContext(input)
  for (const [system, settings] of Object.entries({ lms: lmsSettings(context), cms: cmsSettings(context) }))
    for (const [key, value] of Object.entries(settings))
      for (const name of secretNamesIn(value)) use(name).settings.add(`${system}.${key}`)
  return Object.fromEntries(
    Object.entries(uses).map(([name, { services, settings }]) => [
      name,
      { services: [...services].sort(), settings: [...settings].sort() },
    ]),
  )
}
