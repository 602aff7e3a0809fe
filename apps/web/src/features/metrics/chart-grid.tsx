'use client'

import type { EnvironmentMetrics, HostMetrics } from '@fun/contract/metrics'
import { useMemo, useState } from 'react'
import { arrangeCharts } from '#lib/metric-charts.ts'
import { type MetricWindow, spanOf, usualWindow } from '#lib/metric-window.ts'
import { serverNowMs } from '#lib/server-clock.ts'
import { ChartCard } from './chart-card.tsx'
import { createChartCursor } from './cursor.ts'
import { deploymentMarks, plotTimes } from './plot-times.ts'

type ChartGridProps = {
  metrics: Pick<HostMetrics, 'from' | 'to' | 'stepSeconds' | 'series'> &
    Partial<Pick<EnvironmentMetrics, 'deployments'>>
  onWindow: (window: MetricWindow) => void
}

/** All charts of a time, with one crosshair. */
export function ChartGrid({ metrics, onWindow }: ChartGridProps) {
  const [cursor] = useState(createChartCursor)
  const times = useMemo(() => plotTimes(metrics), [metrics])
  const charts = useMemo(() => arrangeCharts(metrics.series), [metrics])
  const deployments = useMemo(() => deploymentMarks(metrics.deployments ?? []), [metrics])
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      {charts.map((chart) => (
        <ChartCard
          key={chart.name}
          chart={chart}
          times={times}
          deployments={deployments}
          cursor={cursor}
          onZoom={(aMs, bMs) => onWindow(spanOf(aMs, bMs, serverNowMs()))}
          onReset={() => onWindow(usualWindow)}
        />
      ))}
    </div>
  )
}
