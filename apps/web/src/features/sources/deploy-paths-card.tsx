'use client'

import type { DeployPaths, Environment } from '@fun/contract/resources'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { DeployPathsDialog } from './deploy-paths-dialog.tsx'

/** Which changed files make a push deploy each environment. */
export function DeployPathsCard({ environments }: { environments: readonly Environment[] }) {
  const t = useTranslations('webhooks')
  const [edited, setEdited] = useState<Environment | null>(null)
  return (
    <Card title={t('paths')}>
      <p className="px-4 py-3 text-sm text-quiet">{environments.length === 0 ? t('noFollower') : t('pathsText')}</p>
      <ul>
        {environments.map((each) => (
          <li
            key={each.id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm"
          >
            <div className="min-w-0">
              <Link
                href={`/environments/${each.name}/source`}
                className="inline-flex min-h-6 items-center rounded-control font-medium text-accent hover:underline"
              >
                {each.name}
              </Link>{' '}
              <span className="break-all">
                {each.autoDeploy ? t('follows', { reference: each.reference }) : t('off')}
              </span>
              <p className="font-mono text-xs break-all text-quiet">
                <Patterns paths={each.deployPaths} />
              </p>
            </div>
            <Button onClick={() => setEdited(each)}>
              {t('editPaths')}
              <span className="sr-only">: {each.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {edited !== null && <DeployPathsDialog environment={edited} onClose={() => setEdited(null)} />}
    </Card>
  )
}

function Patterns({ paths }: { paths: DeployPaths | null }) {
  const t = useTranslations('webhooks')
  const include = paths === null || paths.include.length === 0 ? t('anyFile') : paths.include.join(', ')
  if (paths === null || paths.exclude.length === 0) return include
  return t('filesBut', { include, exclude: paths.exclude.join(', ') })
}
