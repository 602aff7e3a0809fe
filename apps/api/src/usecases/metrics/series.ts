import { type Metric, type MetricSeries, metricUnits } from '@fun/contract/metrics'
import type { MetricsGrid } from './grid.ts'

/** Four digits say more than a mean of a minute is exact. */
const digits = 4

const rounded = (value: number): number => Number(value.toPrecision(digits))

/** Collects values by series and step; only series with a value are answered. */
export class SeriesCollector {
  readonly #points: number
  readonly #series = new Map<string, MetricSeries>()
  constructor({ points }: MetricsGrid) {
    this.#points = points
  }

  /** `value` null: not measured. A step outside of the grid is left out. */
  add(service: string | null, metric: Metric, index: number, value: number | null): void {
    if (value === null || index < 0 || index >= this.#points) return
    const key = `${metric} ${service ?? ''}`
    const known = this.#series.get(key)
    const series = known ?? this.#start(key, service, metric)
    series.values[index] = rounded(value)
  }

  /** In the order in which they began. */
  all(): MetricSeries[] {
    return [...this.#series.values()]
  }

  #start(key: string, service: string | null, metric: Metric): MetricSeries {
    const values = Array.from({ length: this.#points }, (): number | null => null)
    const series = { metric, unit: metricUnits[metric], service, values }
    this.#series.set(key, series)
    return series
  }
}
