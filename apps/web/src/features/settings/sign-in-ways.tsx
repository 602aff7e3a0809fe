'use client'

import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { useSignInOptions } from './settings-queries.ts'

/** The ways in that the sign-in page offers now, and why one is missing. */
export function SignInWays() {
  const t = useTranslations('settings')
  const query = useSignInOptions()
  const options = query.data
  return (
    <Card title={t('ways')}>
      <div className="px-4 py-3">
        {query.isError && <ProblemNotice error={query.error} />}
        {options !== undefined && (
          <Facts
            facts={[
              { label: t('way.password'), value: t('way.on') },
              { label: t('way.passkey'), wide: true, value: options.passkey ? t('way.on') : t('way.passkeyOff') },
              { label: t('way.reset'), wide: true, value: options.resetByMail ? t('way.on') : t('way.resetOff') },
              {
                label: t('way.providers'),
                wide: true,
                value:
                  options.providers.length === 0
                    ? t('way.noProvider')
                    : options.providers.map(({ title }) => title).join(' · '),
              },
            ]}
          />
        )}
      </div>
    </Card>
  )
}
