'use client'

import { useLocale, useTranslations } from 'use-intl'
import type { ChartLine } from '#lib/metric-charts.ts'
import { formatMetric, formatMoment } from '#lib/metric-format.ts'
import { useLineName } from './line-words.ts'
import type { PlotTimes } from './plot-times.ts'

/** The values behind a chart, newest first. */
export function ChartTable({ label, times, lines }: { label: string; times: PlotTimes; lines: readonly ChartLine[] }) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const nameOf = useLineName()
  const rows = times.startsMs.map((startMs, index) => ({ startMs, index })).reverse()
  return (
    <section aria-label={label} tabIndex={0} className="relative max-h-80 overflow-auto -outline-offset-2">
      <table className="w-full border-collapse text-xs">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="text-left text-quiet">
            <th scope="col" className="sticky top-0 h-8 bg-surface px-4 font-medium whitespace-nowrap">
              {t('time')}
            </th>
            {lines.map((line) => (
              <th key={line.key} scope="col" className="sticky top-0 h-8 bg-surface px-3 text-right font-medium">
                {nameOf(line)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ startMs, index }) => (
            <tr key={startMs} className="border-t border-line">
              <th scope="row" className="h-7 px-4 text-left font-normal whitespace-nowrap tabular-nums">
                {formatMoment(startMs, locale, true)}
              </th>
              {lines.map((line) => {
                const value = line.values[index] ?? null
                return (
                  <td key={line.key} className="px-3 text-right whitespace-nowrap tabular-nums">
                    {value === null ? (
                      <>
                        <span aria-hidden="true" className="text-quiet">
                          –
                        </span>
                        <span className="sr-only">{t('unmeasured')}</span>
                      </>
                    ) : (
                      formatMetric(value, line.unit, locale)
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
