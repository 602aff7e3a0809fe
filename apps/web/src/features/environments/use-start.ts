'use client'

import { type Environment, type Operation, operation } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { noteStartedHere } from '#features/operations/started-here.ts'
import { callApi } from '#lib/api-client.ts'
import { showToast } from '#lib/toast.ts'

/** One call that queues an operation. */
export type Order = { environment: Pick<Environment, 'name'>; path: string; body: Record<string, unknown> }

/** Queues an operation of an environment. Throws what `callApi` throws. */
export async function order({ environment, path, body }: Order): Promise<Operation> {
  const queued = await callApi(operation, `/environments/${encodeURIComponent(environment.name)}/${path}`, {
    method: 'POST',
    body,
  })
  noteStartedHere(queued.id)
  return queued
}

/** Queues operations one after the other and says so, with the way to them. Fails with the first refusal; what was queued before stays. */
export function useStart(verb: string, onDone: (queued: readonly Operation[]) => void) {
  const client = useQueryClient()
  const router = useRouter()
  const t = useTranslations()
  return useMutation({
    mutationFn: async (orders: readonly Order[]) => {
      const queued: Operation[] = []
      for (const each of orders) queued.push(await order(each))
      return queued
    },
    onSuccess: (queued, orders) => {
      const [first] = queued
      const one = queued.length === 1 && first !== undefined
      showToast(
        'success',
        one
          ? t('actions.queued', { verb, name: orders[0]?.environment.name ?? '' })
          : t('actions.queuedSeveral', { verb, count: queued.length }),
        {
          action: {
            label: t('common.open'),
            onClick: () => router.push(one ? `/operations/${first.id}` : '/queue'),
          },
        },
      )
      onDone(queued)
    },
    onSettled: (_queued, _error, orders) => {
      void client.invalidateQueries({ queryKey: ['operations'] })
      for (const each of orders) void client.invalidateQueries({ queryKey: ['environment', each.environment.name] })
    },
  })
}
