'use client'

import { usePathname } from 'next/navigation'
import { useMemo } from 'react'
import { useEnvironments } from '#features/environments/environment-queries.ts'
import type { PaletteCommand } from './palette-command.ts'
import { useEnvironmentCommands } from './use-environment-commands.tsx'
import { useGeneralCommands } from './use-general-commands.ts'

/** Everything that can be done now. The environment of the page that is open comes first, with its services. */
export function useCommands(): readonly PaletteCommand[] {
  const environments = useEnvironments().data
  const path = usePathname()
  const { forEnvironment, forServices } = useEnvironmentCommands()
  const general = useGeneralCommands()
  // Those of all environments are many: what is typed makes none of them anew.
  const ofEnvironments = useMemo(() => {
    const here = environments?.find(
      ({ name }) => path === `/environments/${name}` || path.startsWith(`/environments/${name}/`),
    )
    const others = environments?.filter((each) => each !== here) ?? []
    return {
      here: here === undefined ? [] : [...forEnvironment(here), ...forServices(here)],
      others: others.flatMap(forEnvironment),
    }
  }, [environments, path, forEnvironment, forServices])
  return useMemo(() => [...ofEnvironments.here, ...general, ...ofEnvironments.others], [ofEnvironments, general])
}
