import { useTranslations } from 'use-intl'
import type { ChartLine } from '#lib/metric-charts.ts'

/** What a line of a chart is called. */
export function useLineName(): (line: ChartLine) => string {
  const t = useTranslations('metrics')
  return ({ metric, service }) => {
    switch (metric) {
      case 'response-time-p95':
      case 'response-time-p50':
        return t(`line.${metric}`, { service: service ?? t('whole') })
      case 'operations-queued':
      case 'operations-running':
        return t(`line.${metric}`)
      default:
        return service ?? t('whole')
    }
  }
}
