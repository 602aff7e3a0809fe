'use client'

import type { Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { OperationList } from '#features/operations/operation-list.tsx'
import { DriftNotice } from './drift-notice.tsx'
import { EnvironmentFacts } from './environment-facts.tsx'
import { EnvironmentOperation } from './environment-operation.tsx'
import { useEnvironment } from './environment-queries.ts'
import { ServedAt } from './served-at.tsx'
import { ServiceMap } from './service-map.tsx'
import { ServicesTable } from './services-table.tsx'

const lastOperations = 5

/** How an environment is: what runs or failed first, then the map of its services, what it serves and where. */
export function Overview({ name }: { name: string }) {
  const environment = useEnvironment(name).data
  if (environment === undefined) return null
  return <OverviewOf environment={environment} />
}

function OverviewOf({ environment }: { environment: Environment }) {
  const t = useTranslations('operation')
  const operation = environment.currentOperation ?? environment.lastOperation
  const urgent = operation !== null && operation.state !== 'succeeded'
  return (
    <>
      {urgent && <EnvironmentOperation key={operation.id} operation={operation} />}
      <EnvironmentFacts environment={environment} />
      <DriftNotice environment={environment} />
      <ServiceMap environment={environment} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <ServicesTable environment={environment} />
        <div className="min-w-0 space-y-5">
          <ServedAt environment={environment} />
          <Card
            title={t('last')}
            aside={
              <Link
                href={`/environments/${environment.name}/activity`}
                className="rounded-control text-sm font-medium text-accent hover:underline"
              >
                {t('all')}
              </Link>
            }
          >
            <OperationList filter={{ environment: environment.name }} countMax={lastOperations} />
          </Card>
        </div>
      </div>
    </>
  )
}
