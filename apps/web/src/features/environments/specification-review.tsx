'use client'

import type { Environment } from '@fun/contract/resources'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { AttributeTable } from '#components/ui/attribute-table.tsx'
import { Button } from '#components/ui/button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useMay } from '#features/session/use-may.ts'
import { ConflictNotice } from './conflict-notice.tsx'
import type { SpecificationEdit } from './use-specification-edit.ts'

type SpecificationReviewProps = {
  environment: Environment
  edit: SpecificationEdit
  /** The fields. */
  children: ReactNode
}

/** A form over a part of a specification: its fields, and beside them what would be saved. */
export function SpecificationReview({ environment, edit, children }: SpecificationReviewProps) {
  const t = useTranslations('configuration')
  const words = useTranslations('errors')
  const mayWrite = useMay()('environment:write', environment.id)
  const { changes, foreign, problems, save } = edit
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        edit.submit()
      }}
      className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]"
    >
      <div className="min-w-0 space-y-5">
        {foreign.length > 0 && changes.length > 0 && (
          <ConflictNotice
            key={save.data === null ? save.submittedAt : undefined}
            rows={foreign}
            stopped={save.data === null}
            onDiscard={edit.discard}
            onMerge={edit.merge}
          />
        )}
        {children}
      </div>
      <aside className="min-w-0 space-y-3 xl:sticky xl:top-6">
        <h2 className="font-semibold">{t('review')}</h2>
        <AttributeTable
          caption={t('review')}
          names={[t('before'), t('after')]}
          rows={changes}
          empty={t('changes', { count: 0 })}
        />
        {save.isError && <ProblemNotice error={save.error} />}
        {problems.size > 0 && (
          <p role="status" className="text-sm font-medium text-bad">
            {t('invalid', { count: problems.size })}
          </p>
        )}
        {!mayWrite && <p className="text-sm text-quiet">{words('forbidden')}</p>}
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={!mayWrite || changes.length === 0 || problems.size > 0}
          >
            {t('save')}
          </Button>
          <Button disabled={changes.length === 0} onClick={edit.discard}>
            {t('discard')}
          </Button>
        </div>
      </aside>
    </form>
  )
}
