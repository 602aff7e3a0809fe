'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { browserName } from '#lib/browser-name.ts'
import { endOtherSessions, endSession, sessionsQuery } from './account-calls.ts'

/** Where one is signed in, and the way to end it. */
export function SessionsCard() {
  const t = useTranslations('account')
  const client = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const onSuccess = () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  const end = useMutation({ mutationFn: endSession, onSuccess })
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSuccess })
  const items = sessions.data?.items ?? []
  const error = sessions.error ?? end.error ?? endOthers.error
  return (
    <Card
      title={t('sessions')}
      aside={
        items.length > 1 && (
          <Button variant="quiet" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('endOthers')}
          </Button>
        )
      }
    >
      <ul className="divide-y divide-line px-4 text-sm">
        {items.map((each) => (
          <li key={each.id} className="flex min-h-9 flex-wrap items-center justify-between gap-x-3 gap-y-1 py-2">
            <div className="min-w-0 flex-1">
              <p className="font-medium break-words">
                <span title={each.userAgent}>{browserName(each.userAgent) ?? '—'}</span>
              </p>
              <p className="text-xs text-quiet">
                <span className="font-mono">{each.clientAddress}</span> · {t('method', { method: each.method })} ·{' '}
                <Ago at={each.lastSeenAt} />
              </p>
            </div>
            {each.current ? (
              <span className="text-xs text-quiet">{t('thisSession')}</span>
            ) : (
              <Button
                variant="quiet"
                busy={end.isPending && end.variables === each.id}
                onClick={() => end.mutate(each.id)}
              >
                {t('endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {error !== null && (
        <div className="p-4">
          <ProblemNotice error={error} />
        </div>
      )}
    </Card>
  )
}
