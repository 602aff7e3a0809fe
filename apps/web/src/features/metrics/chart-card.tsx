'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import type { ChartData } from '#lib/metric-charts.ts'
import { formatMoment } from '#lib/metric-format.ts'
import { ChartLegend } from './chart-legend.tsx'
import { ChartTable } from './chart-table.tsx'
import type { ChartCursor } from './cursor.ts'
import type { DeploymentMark, PlotTimes } from './plot-times.ts'

/** Loaded when the first chart is looked at: no other page pays for it. */
const Plot = dynamic(() => import('./plot.tsx'), { ssr: false, loading: () => <div className="h-45" /> })

type ChartCardProps = {
  chart: ChartData
  times: PlotTimes
  deployments: readonly DeploymentMark[]
  cursor: ChartCursor
  onZoom: (aMs: number, bMs: number) => void
  onReset: () => void
}

/** A chart with its legend, and the table behind it. */
export function ChartCard({ chart, times, deployments, cursor, onZoom, onReset }: ChartCardProps) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const [asTable, setAsTable] = useState(false)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const title = t(`charts.${chart.name}`)
  const shown = asTable ? t('asChart') : t('asTable')
  const toggle = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    setHidden(next)
  }
  return (
    <Card
      title={
        <>
          {title}
          <span className="text-xs font-normal text-quiet">{t(`about.${chart.name}`)}</span>
        </>
      }
      aside={
        <Button variant="quiet" aria-label={`${shown}: ${title}`} onClick={() => setAsTable(!asTable)}>
          {shown}
        </Button>
      }
    >
      {asTable ? (
        <ChartTable label={t('tableLabel', { chart: title })} times={times} lines={chart.lines} />
      ) : (
        <>
          <div className="px-1 pt-1">
            <Plot
              label={t('chartLabel', {
                chart: title,
                from: formatMoment(times.fromMs, locale, true),
                to: formatMoment(times.toMs, locale, true),
              })}
              times={times}
              lines={chart.lines}
              hidden={hidden}
              deployments={deployments}
              onZoom={onZoom}
              onReset={onReset}
              onCursor={cursor.move}
            />
          </div>
          <ChartLegend lines={chart.lines} times={times} cursor={cursor} hidden={hidden} onToggle={toggle} />
        </>
      )}
    </Card>
  )
}
