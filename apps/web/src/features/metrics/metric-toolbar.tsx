'use client'

import { ChevronLeft, ChevronRight, RefreshCw, ZoomIn, ZoomOut } from 'lucide-react'
import { useId } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { formatMoment } from '#lib/metric-format.ts'
import { type MetricWindow, metricRanges, shifted, usualWindow, zoomed } from '#lib/metric-window.ts'
import { serverNowMs } from '#lib/server-clock.ts'

type MetricToolbarProps = {
  window: MetricWindow
  onWindow: (window: MetricWindow) => void
  busy: boolean
  onRefresh: () => void
}

/** Which time is looked at. What dragging does can be done by buttons too. */
export function MetricToolbar({ window, onWindow, busy, onRefresh }: MetricToolbarProps) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const id = useId()
  const iconButton = 'px-2'
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label htmlFor={id} className="text-sm text-quiet">
        {t('range')}
      </label>
      <select
        id={id}
        value={window.kind === 'range' ? window.range : 'span'}
        onChange={(event) => {
          const range = metricRanges.find((each) => each === event.target.value)
          if (range !== undefined) onWindow({ kind: 'range', range })
        }}
        className="h-8 max-w-full rounded-control border border-edge bg-surface px-2 text-sm"
      >
        {metricRanges.map((each) => (
          <option key={each} value={each}>
            {t(`ranges.${each}`)}
          </option>
        ))}
        {window.kind === 'span' && (
          <option value="span">
            {t('span', {
              from: formatMoment(window.fromMs, locale, true),
              to: formatMoment(window.toMs, locale, true),
            })}
          </option>
        )}
      </select>
      <Button
        aria-label={t('earlier')}
        title={t('earlier')}
        className={iconButton}
        onClick={() => onWindow(shifted(window, 'earlier', serverNowMs()))}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
      </Button>
      <Button
        aria-label={t('later')}
        title={t('later')}
        className={iconButton}
        disabled={window.kind === 'range'}
        onClick={() => onWindow(shifted(window, 'later', serverNowMs()))}
      >
        <ChevronRight aria-hidden="true" className="size-4" />
      </Button>
      <Button
        aria-label={t('zoomIn')}
        title={t('zoomIn')}
        className={iconButton}
        onClick={() => onWindow(zoomed(window, 'in', serverNowMs()))}
      >
        <ZoomIn aria-hidden="true" className="size-4" />
      </Button>
      <Button
        aria-label={t('zoomOut')}
        title={t('zoomOut')}
        className={iconButton}
        onClick={() => onWindow(zoomed(window, 'out', serverNowMs()))}
      >
        <ZoomOut aria-hidden="true" className="size-4" />
      </Button>
      {window.kind === 'span' && <Button onClick={() => onWindow(usualWindow)}>{t('reset')}</Button>}
      <Button variant="quiet" busy={busy} onClick={onRefresh}>
        {!busy && <RefreshCw aria-hidden="true" className="size-3.5" />}
        {t('refresh')}
      </Button>
    </div>
  )
}
