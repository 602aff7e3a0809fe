'use client'

import { page } from '@fun/contract/resources'
import { type Terminal, type TerminalProgram, terminal } from '@fun/contract/terminal'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { callApi } from '#lib/api-client.ts'

const terminalPage = page(terminal)
const shownMax = 20
const pathOf = (environmentName: string) => `/environments/${encodeURIComponent(environmentName)}/terminals`
const keyOf = (environmentName: string) => ['terminals', environmentName] as const

/** The newest terminals of an environment; refused for whoever may not have one. */
export function useTerminals(environmentName: string) {
  return useQuery({
    queryKey: keyOf(environmentName),
    queryFn: ({ signal }) => callApi(terminalPage, `${pathOf(environmentName)}?limit=${shownMax}`, { signal }),
  })
}

/** Reads the list again: a terminal of this page has ended. */
export function useRefreshTerminals(environmentName: string): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: keyOf(environmentName) })
}

/** Opens one. */
export function useOpenTerminal(environmentName: string, onOpened: (opened: Terminal) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (wanted: { service: string; program: TerminalProgram; root: boolean }) =>
      callApi(terminal, pathOf(environmentName), { method: 'POST', body: wanted }),
    onSuccess: (opened) => {
      onOpened(opened)
      void client.invalidateQueries({ queryKey: keyOf(environmentName) })
    },
  })
}

/** Ends one, one's own or another's. */
export function useEndTerminal(environmentName: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => callApi(z.unknown(), `${pathOf(environmentName)}/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(environmentName) }),
  })
}
