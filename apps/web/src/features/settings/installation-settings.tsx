'use client'

import { type InstallationSetting, type SettingGroup, settingVariables } from '@fun/contract/settings'
import { useLocale, useTranslations } from 'use-intl'
import { Card } from '#components/ui/card.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { formatBytes, formatDuration } from '#lib/time.ts'
import { useSettings } from './settings-queries.ts'

const groups: readonly SettingGroup[] = ['access', 'limits', 'work', 'kept', 'messages']

/** How the API was told to run. Nothing here can be changed from a browser: the server's own configuration decides. */
export function InstallationSettings() {
  const t = useTranslations('settings')
  const query = useSettings()
  return (
    <Card title={t('installation')}>
      <p className="border-b border-line px-4 py-3 text-sm text-quiet">{t('installationText')}</p>
      {query.isError && (
        <div className="p-4">
          <ProblemNotice error={query.error} />
        </div>
      )}
      {query.isPending && (
        <div className="p-4">
          <Skeleton label={t('installation')} />
        </div>
      )}
      {query.data !== undefined && groups.map((group) => <Group key={group} group={group} settings={query.data} />)}
    </Card>
  )
}

function Group({ group, settings }: { group: SettingGroup; settings: readonly InstallationSetting[] }) {
  const t = useTranslations('settings')
  const ofGroup: readonly string[] = settingVariables[group]
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      <h3 className="text-sm font-semibold">{t(`group.${group}`)}</h3>
      <dl className="mt-1 text-sm">
        {settings
          .filter(({ variable }) => ofGroup.includes(variable))
          .map((each) => (
            <div
              key={each.variable}
              className="grid gap-x-4 border-t border-line py-1.5 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
            >
              <dt className="min-w-0">
                {t(`variable.${each.variable}`)}
                <code className="block font-mono text-xs break-all text-quiet">{each.variable}</code>
              </dt>
              <dd className="min-w-0 break-words sm:self-center">
                <Value of={each} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

function Value({ of: { unit, value } }: { of: InstallationSetting }) {
  const t = useTranslations()
  const locale = useLocale()
  const quiet = (text: string) => <span className="text-quiet">{text}</span>
  if (value === null || (Array.isArray(value) && value.length === 0)) return quiet(t('settings.notSet'))
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no')
  if (Array.isArray(value))
    return (
      <ul>
        {value.map((each) => (
          <li key={each} className="font-mono text-xs leading-5 break-all">
            {each}
          </li>
        ))}
      </ul>
    )
  if (typeof value === 'string') return <code className="font-mono text-xs break-all">{value}</code>
  switch (unit) {
    case 'seconds':
      return value === 0 ? quiet(t('settings.never')) : formatDuration(value * 1_000, locale)
    case 'bytes':
      return formatBytes(value, locale)
    case 'per-minute':
      return value === 0 ? quiet(t('settings.noLimit')) : t('settings.perMinute', { count: value })
    default:
      return value.toLocaleString(locale)
  }
}
