import type uPlot from 'uplot'
import type { ChartLine } from '#lib/metric-charts.ts'
import { formatMetric, formatTick } from '#lib/metric-format.ts'
import type { Locale } from '#lib/preferences.ts'
import type { DeploymentMark, PlotTimes } from './plot-times.ts'

/** Plots of a page that move together. */
const syncKey = 'metrics'
/** A shorter drag is a click. */
const dragPxMin = 5

type PlotInput = {
  element: HTMLElement
  heightPx: number
  times: PlotTimes
  lines: readonly ChartLine[]
  deployments: readonly DeploymentMark[]
  locale: Locale
  onZoom: (aMs: number, bMs: number) => void
  onReset: () => void
  onCursor: (index: number | null) => void
}

/** How uPlot draws a chart: from zero, in the colours of the theme, with what dragging and pointing do. */
export function plotOptions(input: PlotInput): uPlot.Options {
  const { element, heightPx, times, lines, deployments, locale, onZoom, onReset, onCursor } = input
  const colour = (variable: string) => resolveColour(element, variable)
  const [line, quiet] = [colour('--line'), colour('--quiet')]
  const font = `12px ${getComputedStyle(element).fontFamily}`
  const axis = { stroke: quiet, font, grid: { stroke: line, width: 1 }, ticks: { show: false } }
  const unit = lines[0]?.unit ?? 'cores'
  return {
    width: element.clientWidth,
    height: heightPx,
    padding: [24, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      sync: { key: syncKey, scales: ['x', null] },
      bind: {
        dblclick: () => () => {
          onReset()
          return null
        },
      },
    },
    scales: {
      x: { time: true, range: () => [times.fromMs / 1_000, times.toMs / 1_000] },
      y: { range: (_plot, _min, max) => [0, Math.max(max ?? 0, 1e-9) * 1.1] },
    },
    axes: [
      { ...axis, space: 70, size: 32, values: (_plot, ticks) => ticks.map((tick) => formatTick(tick * 1_000, locale)) },
      { ...axis, size: 68, values: (_plot, ticks) => ticks.map((tick) => formatMetric(tick, unit, locale)) },
    ],
    series: [
      {},
      ...lines.map(({ key, look }) => ({
        label: key,
        stroke: colour(`--series-${look.hue}`),
        width: 1.5,
        ...(look.dashed ? { dash: [5, 4] } : {}),
      })),
    ],
    hooks: {
      drawAxes: [(plot) => drawDeployments(plot, deployments, { plain: quiet, failed: colour('--bad') })],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select
          if (width < dragPxMin) return
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          onZoom(plot.posToVal(left, 'x') * 1_000, plot.posToVal(left + width, 'x') * 1_000)
        },
      ],
    },
  }
}

/** A canvas knows no custom properties. */
function resolveColour(element: HTMLElement, variable: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${variable})`
  element.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

function drawDeployments(
  plot: uPlot,
  deployments: readonly DeploymentMark[],
  colours: { plain: string; failed: string },
): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.lineWidth = window.devicePixelRatio
  ctx.setLineDash([3 * window.devicePixelRatio, 3 * window.devicePixelRatio])
  for (const { atMs, failed } of deployments) {
    const left = plot.valToPos(atMs / 1_000, 'x', true)
    if (left < bbox.left || left > bbox.left + bbox.width) continue
    ctx.strokeStyle = failed ? colours.failed : colours.plain
    ctx.beginPath()
    ctx.moveTo(left, bbox.top)
    ctx.lineTo(left, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}
