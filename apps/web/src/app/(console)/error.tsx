'use client'

import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'

/** A page that failed while it was drawn: says so, and tries again on demand. */
export default function PageFailed({ error, reset }: { error: Error; reset: () => void }) {
  const t = useTranslations('common')
  return <ProblemNotice error={error} action={<Button onClick={reset}>{t('drawAgain')}</Button>} />
}
