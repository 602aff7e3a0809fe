'use client'

import type { Action } from '@fun/contract/policy'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

/** What of the answer is looked at: the whole of its shape would come with every first load. */
const rights = z.object({
  actions: z.array(z.string()),
  environments: z.array(z.object({ id: z.string(), actions: z.array(z.string()) })),
})

export type May = (action: Action, environmentId?: string) => boolean

/**
 * What the person may do, so that nothing is offered that would be refused: on an environment, or without one on the whole installation. Until it is
 * known everything is offered; the API decides in any case.
 */
export function useMay(): May {
  const { data } = useQuery({
    queryKey: ['principal'],
    queryFn: ({ signal }) => callApi(rights, '/principal', { signal }),
  })
  return useCallback(
    (action, environmentId) => {
      if (data === undefined || data.actions.includes(action)) return true
      return data.environments.some((each) => each.id === environmentId && each.actions.includes(action))
    },
    [data],
  )
}
