'use client'

import { Rocket } from 'lucide-react'
import Link from 'next/link'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import { useLocale, useTranslations } from 'use-intl'
import 'uplot/dist/uPlot.min.css'
import type { ChartLine } from '#lib/metric-charts.ts'
import { formatMoment } from '#lib/metric-format.ts'
import { plotOptions } from './plot-options.ts'
import type { DeploymentMark, PlotTimes } from './plot-times.ts'
import { useColourScheme } from './use-colour-scheme.ts'

const heightPx = 180
/** Links nearer to one another than this could not be hit; the list of deployments has them all. */
const linkDistancePx = 26

type PlotProps = {
  /** For screen readers. */
  label: string
  times: PlotTimes
  lines: readonly ChartLine[]
  hidden: ReadonlySet<string>
  deployments: readonly DeploymentMark[]
  onZoom: (aMs: number, bMs: number) => void
  onReset: () => void
  onCursor: (index: number | null) => void
}

/** Lines over time on a canvas. All plots of a page share their crosshair. */
export default function Plot({ label, times, lines, hidden, deployments, onZoom, onReset, onCursor }: PlotProps) {
  const locale = useLocale()
  const scheme = useColourScheme()
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const calls = useRef({ onZoom, onReset, onCursor })
  const [links, setLinks] = useState<readonly (DeploymentMark & { leftPx: number })[]>([])
  useEffect(() => {
    calls.current = { onZoom, onReset, onCursor }
  })

  // Also when the colour scheme has changed: its colours are drawn anew.
  useEffect(() => {
    const element = place.current
    if (element === null) return
    const options = plotOptions({
      element,
      heightPx,
      times,
      lines,
      deployments,
      locale,
      onZoom: (aMs, bMs) => calls.current.onZoom(aMs, bMs),
      onReset: () => calls.current.onReset(),
      onCursor: (index) => calls.current.onCursor(index),
    })
    const seconds = Float64Array.from(times.startsMs, (startMs) => startMs / 1_000)
    const drawn = new uPlot(options, [seconds, ...lines.map(({ values }) => [...values])], element)
    plot.current = drawn
    const placeLinks = () => setLinks(spaced(drawn, deployments))
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === drawn.width || element.clientWidth === 0) return
      drawn.setSize({ width: element.clientWidth, height: heightPx })
      placeLinks()
    })
    observer.observe(element)
    const frame = requestAnimationFrame(placeLinks)
    return () => {
      cancelAnimationFrame(frame)
      observer.disconnect()
      plot.current = null
      drawn.destroy()
    }
  }, [times, lines, deployments, locale, scheme])

  useEffect(() => {
    for (const [index, { key }] of lines.entries()) plot.current?.setSeries(index + 1, { show: !hidden.has(key) })
  }, [lines, hidden])

  return (
    <div className="relative">
      <div ref={place} role="img" aria-label={label} className="min-w-0 overflow-hidden" style={{ height: heightPx }} />
      {links.map((each) => (
        <DeploymentLink key={each.operationId} mark={each} />
      ))}
    </div>
  )
}

function DeploymentLink({ mark }: { mark: DeploymentMark & { leftPx: number } }) {
  const t = useTranslations('metrics')
  const locale = useLocale()
  const name = t('deployment', {
    commit: mark.commit?.slice(0, 7) ?? t('noCommit'),
    at: formatMoment(mark.atMs, locale, true),
  })
  return (
    // The list of deployments is what keyboards and screen readers have.
    <Link
      href={`/operations/${mark.operationId}`}
      title={name}
      prefetch={false}
      aria-hidden="true"
      tabIndex={-1}
      className="absolute top-0 grid size-6 -translate-x-1/2 place-items-center rounded-control text-quiet hover:bg-sunken hover:text-text"
      style={{ left: mark.leftPx }}
    >
      <Rocket className="size-3.5" />
    </Link>
  )
}

function spaced(plot: uPlot, deployments: readonly DeploymentMark[]) {
  const shown: (DeploymentMark & { leftPx: number })[] = []
  // The newest of those that stand close together.
  for (const mark of deployments.toReversed()) {
    const leftPx = plot.over.offsetLeft + plot.valToPos(mark.atMs / 1_000, 'x')
    const isInside = leftPx >= plot.over.offsetLeft && leftPx <= plot.over.offsetLeft + plot.over.clientWidth
    const last = shown.at(-1)
    if (isInside && (last === undefined || last.leftPx - leftPx >= linkDistancePx)) shown.push({ ...mark, leftPx })
  }
  return shown
}
