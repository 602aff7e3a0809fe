'use client'

import type { Environment } from '@fun/contract/resources'
import { useTranslations } from 'use-intl'
import { Commit } from '#components/ui/commit.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Ago } from '#components/ui/time.tsx'

/** What is served, since when, and what the environment follows. */
export function EnvironmentFacts({ environment }: { environment: Environment }) {
  const t = useTranslations()
  const { serving, heldCommit } = environment
  return (
    <div className="rounded-card border border-line bg-surface px-4 py-3">
      <Facts
        facts={[
          {
            label: t('environment.serving'),
            wide: true,
            value:
              serving === null ? (
                t('common.nothingYet')
              ) : (
                <Commit commit={serving.commit} subject={serving.commitSubject} copyable />
              ),
          },
          {
            label: t('environment.servedSince'),
            value:
              serving?.servedAt == null ? null : (
                <>
                  <Ago at={serving.servedAt} /> · {t('environment.revisionNumber', { number: serving.number })}
                </>
              ),
          },
          {
            label: t('environment.source'),
            value: <span title={environment.source.url}>{environment.source.name}</span>,
          },
          {
            label: t('environment.reference'),
            value: <code className="font-mono text-xs break-all">{environment.reference}</code>,
          },
          {
            label: t('environment.autoDeploy'),
            value: environment.autoDeploy ? t('environment.autoDeployYes') : t('environment.autoDeployNo'),
          },
          { label: t('environment.release'), value: environment.release ?? t('environment.releaseUnknown') },
          { label: t('environment.kind'), value: t(`status.environmentKind.${environment.kind}`) },
          { label: t('environment.host'), value: environment.host.name },
          {
            label: t('environment.workingTree'),
            wide: true,
            value:
              environment.workingTree === null ? null : (
                <code className="font-mono text-xs break-all">{environment.workingTree}</code>
              ),
          },
          {
            label: t('environment.held'),
            wide: true,
            value: heldCommit === null ? null : t('environment.heldText', { commit: heldCommit.slice(0, 7) }),
          },
        ]}
      />
    </div>
  )
}
