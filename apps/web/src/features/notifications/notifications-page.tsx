'use client'

import { useTranslations } from 'use-intl'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Channels } from './channels.tsx'
import { Deliveries } from './deliveries.tsx'
import { useChannels, useRules } from './notification-queries.ts'
import { Rules } from './rules.tsx'

/** Who is told of what: places, rules, and what was sent. */
export function NotificationsPage() {
  const t = useTranslations()
  const channels = useChannels()
  const rules = useRules()
  const trouble = channels.error ?? rules.error ?? (channels.data === undefined ? channels.failureReason : null)
  const title = t('notifications.title')
  return (
    <>
      <title>{t('common.title', { page: title })}</title>
      <PageHeader title={title} summary={t('notifications.text')} />
      {trouble !== null && <ProblemNotice error={trouble} />}
      {channels.data === undefined || rules.data === undefined ? (
        trouble === null && <Skeleton label={title} />
      ) : (
        <>
          <Channels channels={channels.data} />
          <Rules rules={rules.data} channels={channels.data} />
          <Deliveries channels={channels.data} />
        </>
      )}
    </>
  )
}
