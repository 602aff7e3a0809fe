'use client'

import type { Terminal } from '@fun/contract/terminal'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago, Duration } from '#components/ui/time.tsx'
import { useEndTerminal } from './terminal-calls.ts'

type TerminalListProps = { environmentName: string; terminals: readonly Terminal[] }

/** Who had a terminal here, where, since when and for how long; an open one can be ended. */
export function TerminalList({ environmentName, terminals }: TerminalListProps) {
  const t = useTranslations('terminal')
  const end = useEndTerminal(environmentName)
  return (
    <Card title={t('sessions')}>
      {end.isError && <ProblemNotice error={end.error} />}
      {terminals.length === 0 && <p className="px-4 py-4 text-sm text-quiet">{t('noSessions')}</p>}
      <ol>
        {terminals.map((each) => (
          <li
            key={each.id}
            className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-1 text-sm last:border-b-0"
          >
            <span className="min-w-0 flex-1 basis-48 break-words">{each.openedBy}</span>
            <span className="basis-40">
              <span className="font-mono text-xs">{each.service}</span>{' '}
              <span className="text-quiet">
                {t(`programs.${each.program}`)}
                {each.root && ` · ${t('asRoot')}`}
              </span>
            </span>
            <Ago at={each.openedAt} className="basis-24 text-quiet" />
            <Duration from={each.openedAt} to={each.endedAt} className="basis-20" />
            <span className="basis-32 text-quiet">{each.end === null ? t('isOpen') : t(`ends.${each.end}`)}</span>
            <span className="flex basis-20 justify-end">
              {each.end === null && (
                <Button
                  variant="quiet"
                  aria-label={t('endOf', { who: each.openedBy, service: each.service })}
                  busy={end.isPending && end.variables === each.id}
                  onClick={() => end.mutate(each.id)}
                >
                  {t('endShort')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
