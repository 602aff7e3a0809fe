'use client'

import { type Operation, operation, operationEvent, page } from '@fun/contract/resources'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { callApi } from '#lib/api-client.ts'
import { openEventStream } from '#lib/event-stream.ts'
import { LogBuffer } from '#lib/log-buffer.ts'
import { applyEvent, applySnapshot } from '#lib/operation-events.ts'
import { isFinal, type OperationKind, type OperationState } from '#lib/status-words.ts'

const operationKey = (id: string) => ['operation', id] as const
const operationPage = page(operation)

export type OperationFilter = { environment?: string; state?: OperationState; kind?: OperationKind }

/** Operations, newest first, a page at a time. Asked anew whenever the stream says that one came, started or ended. */
export function useOperations(filter: OperationFilter) {
  return useInfiniteQuery({
    queryKey: ['operations', filter],
    queryFn: ({ signal, pageParam }) => callApi(operationPage, `/operations?${queryOf(filter, pageParam)}`, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    select: (answer) => answer.pages.flatMap((each) => each.items),
  })
}

function queryOf(filter: OperationFilter, cursor: string): string {
  const query = new URLSearchParams(filter)
  if (cursor !== '') query.set('cursor', cursor)
  return query.toString()
}

/**
 * One operation with its log, followed live: a snapshot first, then its numbered events, from the first (the log has to
 * be whole) to the final state. `initial` is what another answer already told of it.
 */
export function useOperation(id: string, initial?: Operation) {
  const client = useQueryClient()
  const log = useLogBuffer(id)
  const query = useQuery({
    queryKey: operationKey(id),
    queryFn: async ({ signal }) => {
      const snapshot = await callApi(operation, `/operations/${encodeURIComponent(id)}`, { signal })
      return applySnapshot(client.getQueryData<Operation>(operationKey(id)), snapshot)
    },
    ...(initial === undefined ? {} : { placeholderData: initial }),
  })
  // Events need an answer to be applied to: none is dropped, because the stream begins with the first.
  const loaded = query.isSuccess && !query.isPlaceholderData
  useEffect(() => {
    if (!loaded) return
    const controller = new AbortController()
    const isOver = () => {
      const known = client.getQueryData<Operation>(operationKey(id))
      return known !== undefined && isFinal(known.state)
    }
    const onEvent = (data: unknown) => {
      const parsed = operationEvent.safeParse(data)
      if (!parsed.success) return
      const event = parsed.data
      if (event.type === 'log') return log.append(event.lines, event.step, event.stream, event.at)
      client.setQueryData<Operation>(operationKey(id), (known) => known && applyEvent(known, event))
      if (event.type !== 'state' || !isFinal(event.state)) return
      // Result, problem and times as the row has them; nothing comes after this event.
      void client.invalidateQueries({ queryKey: operationKey(id) })
      controller.abort()
    }
    openEventStream(
      {
        resumable: true,
        path: (after) => `/operations/${encodeURIComponent(id)}/events?after=${after}`,
        events: ['state', 'step', 'log'],
        onEvent,
        onLost: () => {
          if (isOver()) return false
          void client.invalidateQueries({ queryKey: operationKey(id) })
          return true
        },
      },
      controller.signal,
    )
    return () => controller.abort()
  }, [client, id, loaded, log])
  return { query, log }
}

/** Asks that an operation be cancelled; a refusal says why it may not be. */
export function useCancel(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => callApi(operation, `/operations/${encodeURIComponent(id)}/cancel`, { method: 'POST', body: {} }),
    onSuccess: (answer) => client.setQueryData<Operation>(operationKey(id), answer),
  })
}

function useLogBuffer(id: string): LogBuffer {
  const [held, setHeld] = useState(() => ({ id, log: new LogBuffer() }))
  if (held.id === id) return held.log
  const next = { id, log: new LogBuffer() }
  setHeld(next)
  return next.log
}
