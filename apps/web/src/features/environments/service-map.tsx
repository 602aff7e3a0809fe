'use client'

import type { Environment } from '@fun/contract/resources'
import { Globe } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { HealthStatus } from '#components/ui/status.tsx'
import { type MapEdge, type MapNode, serviceMap } from '#lib/service-map.ts'

const box = { widthPx: 132, heightPx: 52, gapXPx: 56, gapYPx: 12 }

/** The services as boxes on the way of a request, from left to right, where there is room. The table beside says the same in words. */
export function ServiceMap({ environment }: { environment: Environment }) {
  const t = useTranslations('environment')
  const { nodes, edges } = useMemo(() => serviceMap(environment), [environment])
  if (environment.services.length === 0) return null
  const columns = Map.groupBy(nodes, (each) => each.column)
  const used = [...columns.keys()].sort((a, b) => a - b)
  const rowsMax = Math.max(...[...columns.values()].map((each) => each.length))
  const heightPx = rowsMax * (box.heightPx + box.gapYPx) - box.gapYPx
  const widthPx = used.length * (box.widthPx + box.gapXPx) - box.gapXPx
  const placeOf = (node: MapNode) => {
    const members = columns.get(node.column) ?? []
    const columnPx = members.length * (box.heightPx + box.gapYPx) - box.gapYPx
    return {
      left: used.indexOf(node.column) * (box.widthPx + box.gapXPx),
      top: (heightPx - columnPx) / 2 + members.indexOf(node) * (box.heightPx + box.gapYPx),
    }
  }
  const places = new Map(nodes.map((each) => [each.id, placeOf(each)]))
  const troubled = edges.filter((each) => each.isTroubled)
  return (
    <Card title={t('map')} className="max-sm:hidden">
      <section aria-label={t('map')} tabIndex={0} className="overflow-x-auto px-4 py-5 -outline-offset-2">
        <p className="sr-only">{t('mapText')}</p>
        <div className="relative mx-auto" style={{ width: widthPx, height: heightPx }}>
          <svg aria-hidden="true" width={widthPx} height={heightPx} className="absolute inset-0" fill="none">
            {edges
              .toSorted((a, b) => Number(a.isTroubled) - Number(b.isTroubled))
              .map((edge) => (
                <Edge key={`${edge.from} ${edge.to}`} edge={edge} places={places} />
              ))}
          </svg>
          <ul>
            {nodes.map((node) => (
              <li
                key={node.id}
                className={`absolute flex flex-col justify-center gap-0.5 rounded-card border bg-surface px-3 text-sm ${
                  node.health === 'failed' || node.health === 'degraded' ? 'border-bad' : 'border-line'
                } ${node.isExternal ? 'border-dashed' : ''}`}
                style={{ ...places.get(node.id), width: box.widthPx, height: box.heightPx }}
              >
                <NodeWords node={node} />
              </li>
            ))}
          </ul>
        </div>
        {troubled.length > 0 && (
          <p className="sr-only">
            {troubled.map((each) => t('troubleBetween', { from: each.from, to: each.to })).join(', ')}
          </p>
        )}
      </section>
    </Card>
  )
}

function NodeWords({ node }: { node: MapNode }) {
  const t = useTranslations('environment')
  if (node.id === 'visitors')
    return (
      <span className="flex items-center gap-1.5 font-medium">
        <Globe aria-hidden="true" className="size-4 text-quiet" />
        {t('visitors')}
      </span>
    )
  return (
    <>
      <span className="truncate font-medium">{node.id}</span>
      {node.health === null ? (
        <span className="text-xs text-quiet">{t('external')}</span>
      ) : (
        <HealthStatus of={node.health} className="text-xs" />
      )}
    </>
  )
}

type Place = { left: number; top: number }

function Edge({ edge, places }: { edge: MapEdge; places: ReadonlyMap<string, Place> }) {
  const from = places.get(edge.from)
  const to = places.get(edge.to)
  if (from === undefined || to === undefined) return null
  const x1 = from.left + box.widthPx
  const y1 = from.top + box.heightPx / 2
  const y2 = to.top + box.heightPx / 2
  const bend = (to.left - x1) / 2
  return (
    <path
      d={`M${x1} ${y1} C${x1 + bend} ${y1} ${to.left - bend} ${y2} ${to.left} ${y2}`}
      className={edge.isTroubled ? 'stroke-bad' : 'stroke-line'}
      strokeWidth={edge.isTroubled ? 2 : 1.5}
      strokeDasharray={edge.isTroubled ? '5 4' : undefined}
    />
  )
}
