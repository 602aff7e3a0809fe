'use client'

import type { Environment } from '@fun/contract/resources'
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { useTranslations } from 'use-intl'
import { wasStartedHere } from '#features/operations/started-here.ts'
import { showToast } from '#lib/toast.ts'

/** Says how an operation ended that was asked for in this tab, wherever the reader is by then. */
export function useEndedToasts(): (before: Environment | undefined, now: Environment) => void {
  const router = useRouter()
  const t = useTranslations()
  return useCallback(
    (before, now) => {
      const ended = now.lastOperation
      if (ended === null || before?.lastOperation?.id === ended.id || !wasStartedHere(ended.id)) return
      const path = `/operations/${ended.id}`
      if (window.location.pathname === path) return
      const title = t('actions.ended', {
        kind: t(`status.kind.${ended.kind}`),
        name: now.name,
        state: t(`status.operation.${ended.state}`).toLowerCase(),
      })
      const options = {
        ...(ended.problem === null ? {} : { description: ended.problem.detail }),
        action: { label: t('common.open'), onClick: () => router.push(path) },
      }
      if (ended.state === 'succeeded') showToast('success', title, options)
      else if (ended.state === 'failed') showToast('error', title, { ...options, duration: 20_000 })
      else showToast('info', title, options)
    },
    [router, t],
  )
}
