import type { Environment } from '@fun/contract/resources'
import { Card } from '#components/ui/card.tsx'
import { Status } from '#components/ui/status.tsx'
import { Ago } from '#components/ui/time.tsx'
import { healthWords } from '#lib/status-words.ts'

type ServicesTableProps = { services: Environment['services']; observedAt: string | null }

/** The containers of an environment, those in trouble first, as a worker saw them last. */
export function ServicesTable({ services, observedAt }: ServicesTableProps) {
  const sorted = [...services].sort((a, b) => urgency(a) - urgency(b) || a.service.localeCompare(b.service))
  return (
    <Card
      title="Services"
      aside={
        observedAt !== null && (
          <span className="text-xs text-quiet">
            seen <Ago at={observedAt} />
          </span>
        )
      }
    >
      {sorted.length === 0 ? (
        <p className="px-4 py-3 text-sm text-quiet">No container exists. A deployment makes them.</p>
      ) : (
        <table className="w-full table-fixed border-collapse text-sm">
          <caption className="sr-only">Services</caption>
          <colgroup>
            <col />
            <col className="w-29" />
            <col className="w-1/2 max-sm:hidden" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Health</th>
              <th scope="col" className="max-sm:hidden">
                Image
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((each) => (
              <tr key={each.containerId} className="border-b border-line last:border-b-0">
                <th scope="row" title={each.containerName} className="h-9 truncate pl-4 text-left font-medium">
                  {each.service}
                </th>
                <td className="px-3">
                  <Status of={healthWords[each.health]} />
                </td>
                <td className="truncate pr-4 text-right font-mono text-xs text-quiet max-sm:hidden" title={each.image}>
                  {shortImage(each.image)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function urgency(service: Environment['services'][number]): number {
  const order: Record<typeof service.health, number> = {
    failed: 0,
    degraded: 1,
    starting: 2,
    unknown: 3,
    stopped: 4,
    healthy: 5,
  }
  return order[service.health]
}

/** `registry/fun-platform/openedx-code:4f2c1a9b0d3e5f67` reads as `openedx-code:4f2c1a9`. The whole is in the title. */
function shortImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1)
  return name.replace(/:([0-9a-f]{7})[0-9a-f]{5,}$/, ':$1')
}
