'use client'

import { useLocale, useTranslations } from 'use-intl'
import { type ChartLine, lastValue } from '#lib/metric-charts.ts'
import { formatMetric, formatMoment } from '#lib/metric-format.ts'
import { type ChartCursor, useChartCursor } from './cursor.ts'
import { useLineName } from './line-words.ts'
import type { PlotTimes } from './plot-times.ts'

type ChartLegendProps = {
  lines: readonly ChartLine[]
  times: PlotTimes
  cursor: ChartCursor
  hidden: ReadonlySet<string>
  onToggle: (key: string) => void
}

/** The lines of a chart with their values: those under the crosshair, otherwise the last ones. */
export function ChartLegend({ lines, times, cursor, hidden, onToggle }: ChartLegendProps) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const nameOf = useLineName()
  const index = useChartCursor(cursor)
  const atMs = index === null ? undefined : times.startsMs[index]
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-0.5 px-3 pb-2 text-xs">
      <span className="order-last ml-auto w-24 px-1 text-right text-quiet tabular-nums">
        {atMs !== undefined && formatMoment(atMs, locale, true)}
      </span>
      {lines.map((line) => {
        const name = nameOf(line)
        const value = index === null ? lastValue(line.values) : (line.values[index] ?? null)
        const isHidden = hidden.has(line.key)
        return (
          <button
            key={line.key}
            type="button"
            aria-pressed={!isHidden}
            title={t('hideLine', { line: name })}
            onClick={() => onToggle(line.key)}
            className={`flex h-6 items-center gap-1.5 rounded-control px-1.5 hover:bg-sunken ${isHidden ? 'text-quiet line-through' : ''}`}
          >
            <LineMark line={line} />
            {name}
            <span className="min-w-10 text-left font-medium tabular-nums">
              {value === null ? '–' : formatMetric(value, line.unit, locale)}
            </span>
          </button>
        )
      })}
    </div>
  )
}

function LineMark({ line }: { line: ChartLine }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 14 4" className="h-1 w-3.5 shrink-0">
      <path
        d="M0 2H14"
        stroke={`var(--series-${line.look.hue})`}
        strokeWidth="2.5"
        strokeDasharray={line.look.dashed ? '4 2' : undefined}
      />
    </svg>
  )
}
