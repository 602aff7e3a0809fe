'use client'

import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'

/** Shown once, until the person says that they are kept. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useTranslations('account')
  return (
    <div className="space-y-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="font-medium">{t('codesTitle')}</h3>
        <CopyButton text={codes.join('\n')} label={t('copyCodes')} />
      </div>
      <p className="text-quiet">{t('codesText')}</p>
      <ul className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-control border border-line bg-sunken p-3 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button variant="primary" onClick={onKept}>
        {t('codesKept')}
      </Button>
    </div>
  )
}
