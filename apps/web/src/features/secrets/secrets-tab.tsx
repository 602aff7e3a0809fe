'use client'

import { type Secret, secret } from '@fun/contract/secrets'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { readWhole } from '#lib/pages.ts'
import { secretsKey } from './secret-changes.ts'
import { SecretForm } from './secret-form.tsx'
import { SecretRow } from './secret-row.tsx'

/** Secrets of an environment: names, versions and where they are used. Values go in and never come out. */
export function SecretsTab({ name }: { name: string }) {
  const t = useTranslations('secrets')
  const [isAdding, setAdding] = useState(false)
  const query = useQuery({
    queryKey: secretsKey(name),
    queryFn: ({ signal }) => readWhole(secret, `/environments/${encodeURIComponent(name)}/secrets`, signal),
    // A deployment changes which versions serve.
    staleTime: 5_000,
  })
  const trouble = query.error ?? (query.data === undefined ? query.failureReason : null)
  const waiting = query.data?.filter(isWaiting).length ?? 0
  return (
    <>
      <p className="text-sm text-quiet">{t('text')}</p>
      {trouble !== null && <ProblemNotice error={trouble} />}
      {query.isPending && trouble === null && <Skeleton label={t('title')} />}
      {query.data !== undefined && (
        <Card title={t('title')} aside={!isAdding && <Button onClick={() => setAdding(true)}>{t('add')}</Button>}>
          {isAdding && <SecretForm environment={name} onClose={() => setAdding(false)} />}
          {waiting > 0 && (
            <p role="status" className="border-b border-line px-4 py-2.5 text-sm">
              {t('waiting', { count: waiting })}
            </p>
          )}
          {query.data.length === 0 && !isAdding && <p className="px-4 py-4 text-sm text-quiet">{t('none')}</p>}
          <ul>
            {query.data.map((each) => (
              <SecretRow key={each.name} environment={name} secret={each} />
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

/** It has a newer version than what serves. */
const isWaiting = ({ version, servingVersion }: Secret): boolean =>
  version !== null && servingVersion !== null && version !== servingVersion
