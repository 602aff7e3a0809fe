'use client'

import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl'
import { Skeleton } from '#components/ui/skeleton.tsx'

function Loading() {
  const t = useTranslations('webhooks')
  return <Skeleton label={t('title')} />
}

/** Webhooks of a source, what a push deploys, and its deliveries. Their code comes when they are looked at. */
export const SourceWebhooks = dynamic(() => import('./webhook-cards.tsx').then(({ WebhookCards }) => WebhookCards), {
  loading: Loading,
})
