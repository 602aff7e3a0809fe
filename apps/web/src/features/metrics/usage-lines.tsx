'use client'

import { useLocale, useTranslations } from 'use-intl'
import { lastValue } from '#lib/metric-charts.ts'
import { formatMetric } from '#lib/metric-format.ts'
import { sparklinePath } from '#lib/sparkline.ts'
import { useFleetMetrics } from './metrics-queries.ts'

const box = { width: 52, height: 16 }
/** Less than this is idle: it shall not look like a peak. */
const coresLeast = 0.2
const bytesLeast = 500_000_000

/** CPU and memory of an environment over the last hour as two small lines; nothing where nothing was measured. */
export default function UsageLines({ environmentId }: { environmentId: string }) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const own = useFleetMetrics().data?.environments.find(({ id }) => id === environmentId)
  const words = (key: 'cpuUse' | 'memoryUse', values: readonly (number | null)[], unit: 'cores' | 'bytes') => {
    const now = lastValue(values)
    if (now === null) return null
    const most = Math.max(...values.map((value) => value ?? 0))
    return t(key, { now: formatMetric(now, unit, locale), most: formatMetric(most, unit, locale) })
  }
  if (own === undefined) return null
  const cpu = words('cpuUse', own.cpu, 'cores')
  const memory = words('memoryUse', own.memory, 'bytes')
  if (cpu === null && memory === null) return <span className="text-xs text-quiet">{t('noUse')}</span>
  return (
    <span className="flex items-center gap-2.5">
      {cpu !== null && <Sparkline label={cpu} values={own.cpu} least={coresLeast} hue={1} />}
      {memory !== null && <Sparkline label={memory} values={own.memory} least={bytesLeast} hue={2} />}
    </span>
  )
}

type SparklineProps = { label: string; values: readonly (number | null)[]; least: number; hue: number }

function Sparkline({ label, values, least, hue }: SparklineProps) {
  return (
    <svg role="img" aria-label={label} viewBox={`-1 -1 ${box.width + 2} ${box.height + 2}`} className="h-4.5 w-13.5">
      <title>{label}</title>
      <path d={`M0 ${box.height}H${box.width}`} stroke="var(--line)" strokeWidth="1" />
      <path
        d={sparklinePath(values, { ...box, least })}
        fill="none"
        stroke={`var(--series-${hue})`}
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
