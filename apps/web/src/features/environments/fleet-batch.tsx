'use client'

import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Button, buttonClass } from '#components/ui/button.tsx'
import { type PlainAction, useOfferedActions } from './action-words.ts'
import { useAsk } from './ask-action.tsx'

const batchActions: readonly PlainAction[] = ['deploy', 'start', 'stop']

/** What can be done with the environments that are chosen; absent when none is. */
export function FleetBatch({ chosen, onNone }: { chosen: readonly Environment[]; onNone: () => void }) {
  const t = useTranslations()
  const ask = useAsk()
  const offeredActions = useOfferedActions()
  const [a, b] = chosen
  if (a === undefined) return null
  return (
    <div className="sticky bottom-3 z-10 flex flex-wrap items-center gap-2 rounded-card border border-line bg-surface px-4 py-2 shadow-float max-md:hidden">
      <span role="status" className="mr-auto text-sm font-medium">
        {t('fleet.chosen', { count: chosen.length })}
      </span>
      {chosen.length === 2 && b !== undefined && (
        <Link href={`/compare?a=${a.name}&b=${b.name}`} className={buttonClass('secondary')}>
          {t('fleet.compare')}
        </Link>
      )}
      {batchActions.map((action) => {
        const able = chosen.filter((each) => offeredActions(each).includes(action))
        return (
          <Button
            key={action}
            variant={action === 'deploy' ? 'primary' : 'secondary'}
            disabled={able.length === 0}
            onClick={() => ask({ action, environments: able })}
          >
            {t(`actions.verb.${action}`)}
            {able.length !== chosen.length && able.length > 0 && ` (${able.length})`}
          </Button>
        )
      })}
      <Button variant="quiet" onClick={onNone}>
        {t('fleet.unchoose')}
      </Button>
    </div>
  )
}
