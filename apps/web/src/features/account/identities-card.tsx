'use client'

import type { Account } from '@fun/contract/accounts'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Ago } from '#components/ui/time.tsx'
import { removeIdentity, tieIdentity } from './account-calls.ts'
import { useProof } from './proof.tsx'
import { RemovableList } from './removable-list.tsx'

type IdentitiesCardProps = { account: Account; providers: readonly { name: string; title: string }[] }

/** Providers that the account signs in with. Nothing where the installation has none. */
export function IdentitiesCard({ account, providers }: IdentitiesCardProps) {
  const t = useTranslations('account')
  const proved = useProof()
  const tie = useMutation({ mutationFn: (name: string) => proved(() => tieIdentity(name)) })
  const untied = providers.filter(({ name }) => !account.identities.some(({ provider }) => provider === name))
  if (providers.length === 0) return null
  return (
    <Card title={t('identities')}>
      <div className="space-y-4 p-4 text-sm">
        <RemovableList
          items={account.identities.map(({ id, title, lastUsedAt }) => ({
            id,
            name: title,
            detail: (
              <>
                {t('lastUsed')} <Ago at={lastUsedAt} />
              </>
            ),
          }))}
          empty={t('identitiesNone')}
          consequence={t('removeIdentityText')}
          remove={removeIdentity}
        />
        <div className="flex flex-wrap gap-2">
          {untied.map(({ name, title }) => (
            <Button key={name} busy={tie.isPending} onClick={() => tie.mutate(name)}>
              {t('tie', { title })}
            </Button>
          ))}
        </div>
        {tie.error !== null && <ProblemNotice error={tie.error} />}
      </div>
    </Card>
  )
}
