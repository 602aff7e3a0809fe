'use client'

import { createSource, source as sourceSchema } from '@fun/contract/resources'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { callApi } from '#lib/api-client.ts'
import { sourcesKey } from './source-queries.ts'

type AddSourceButtonProps = {
  /** Body of the call, as far as it was typed. */
  body: unknown
  onAdded: (name: string) => void
}

/** Names the repository now, so that its branches can be chosen from. Nothing of it is fetched or run. */
export function AddSourceButton({ body, onAdded }: AddSourceButtonProps) {
  const t = useTranslations('configuration')
  const client = useQueryClient()
  const parsed = createSource.safeParse(body)
  const add = useMutation({
    mutationFn: () => callApi(sourceSchema, '/sources', { method: 'POST', body }),
    onSuccess: async (added) => {
      await client.invalidateQueries({ queryKey: sourcesKey })
      onAdded(added.name)
    },
  })
  return (
    <div className="space-y-3 sm:col-span-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={add.isPending} disabled={!parsed.success} onClick={() => add.mutate()}>
          {t('sourceAdd')}
        </Button>
        <p className="text-xs text-quiet">{t('sourceAddHelp')}</p>
      </div>
      {add.isError && <ProblemNotice error={add.error} />}
    </div>
  )
}
