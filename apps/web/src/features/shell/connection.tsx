'use client'

import { Unplug } from 'lucide-react'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { type LiveConnection, liveConnection, subscribeToConnection } from '#lib/live-connection.ts'

const onServer = (): LiveConnection => 'resting'
const useConnection = () => useSyncExternalStore(subscribeToConnection, liveConnection, onServer)

/** A loss is told only once it lasts: a stream that comes back at once is nobody's concern. */
const tellAfterMs = 2_000

/** Says that nothing answers, and that nothing is lost by it. */
export function ConnectionBanner() {
  const t = useTranslations('shell')
  const lost = useConnection() === 'lost'
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!lost) return
    const timer = setTimeout(() => setLasting(true), tellAfterMs)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [lost])
  if (!lasting) return null
  return (
    <div
      role="alert"
      className="sticky top-0 z-10 border-b border-bad/50 bg-bad-surface px-4 py-2 text-sm lg:px-6 max-lg:top-12"
    >
      <p className="flex items-center gap-2 font-semibold">
        <Unplug aria-hidden="true" className="size-4 shrink-0 text-bad" />
        {t('apiDown')}
      </p>
      <p className="text-quiet">{t('apiDownText')}</p>
    </div>
  )
}

/** Whether what is seen follows the server. */
export function ConnectionMark() {
  const t = useTranslations('shell')
  const connection = useConnection()
  return (
    <p role="status" className="text-xs text-quiet">
      {connection === 'live' && (
        <span className="flex items-center gap-1.5" title={t('liveTitle')}>
          <span aria-hidden="true" className="size-2 rounded-full bg-good" />
          {t('live')}
        </span>
      )}
      {connection === 'lost' && (
        <span className="flex items-center gap-1.5 font-medium text-warn" title={t('reconnectingTitle')}>
          <Unplug aria-hidden="true" className="size-3.5" />
          {t('reconnecting')}
        </span>
      )}
    </p>
  )
}
