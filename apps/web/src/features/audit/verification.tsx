'use client'

import { ShieldCheck, ShieldX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useVerification } from './audit-queries.ts'

/** Whether the chain of entries holds, on demand: the whole of it is read. */
export function Verification() {
  const t = useTranslations('audit')
  const verify = useVerification()
  return (
    <section aria-label={t('verification')} className="space-y-2 rounded-card border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-64 text-sm text-quiet">{t('verificationText')}</p>
        <Button busy={verify.isPending} onClick={() => verify.mutate()}>
          {t('verify')}
        </Button>
      </div>
      <div role="status">{verify.data !== undefined && <Verdict result={verify.data} />}</div>
      {verify.isError && <ProblemNotice error={verify.error} />}
    </section>
  )
}

type Result = NonNullable<ReturnType<typeof useVerification>['data']>

function Verdict({ result: { intact, entries, head, broken } }: { result: Result }) {
  const t = useTranslations('audit')
  const Icon = intact ? ShieldCheck : ShieldX
  return (
    <div className="space-y-1 text-sm">
      <p className={`flex items-center gap-2 font-medium ${intact ? 'text-good' : 'text-bad'}`}>
        <Icon aria-hidden="true" className="size-4 shrink-0" />
        {intact ? t('intact', { entries }) : t('broken', { sequence: broken?.sequence ?? 0 })}
      </p>
      {broken !== null && <p>{broken.reason}</p>}
      {head !== null && (
        <p className="flex flex-wrap items-center gap-1.5 text-xs text-quiet">
          {t('head', { sequence: head.sequence })}
          <code className="font-mono break-all">{head.hash}</code>
          <CopyButton text={`${head.sequence} ${head.hash}`} label={t('headLabel')} />
        </p>
      )}
    </div>
  )
}
