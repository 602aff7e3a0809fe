'use client'

import type { EnvironmentPreview } from '@fun/contract/new-environment'
import { TriangleAlert } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useTranslations } from 'use-intl'
import { CopyButton } from '#components/ui/copy-button.tsx'

/** What would be made: the plan and the Compose file as they are now, what stands in the way, and what is not known. */
export function PreviewReview({ preview, isCurrent }: { preview: EnvironmentPreview; isCurrent: boolean }) {
  const t = useTranslations('configuration')
  const { plan, compose, obstacles, unknown, secrets } = preview
  const actions = plan.split('\n').filter((line) => line.startsWith('['))
  const secretsOf = (origin: EnvironmentPreview['secrets'][number]['origin']) =>
    secrets.filter((each) => each.origin === origin).length
  return (
    <div className={`space-y-3 transition-opacity ${isCurrent ? '' : 'opacity-60'}`}>
      {obstacles.map((each) => (
        <div
          key={`${each.code} ${each.detail}`}
          className="flex gap-2 border-l-2 border-warn bg-sunken px-3 py-2 text-sm"
        >
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
          <div className="min-w-0">
            <p className="font-medium break-words">{each.detail}</p>
            <p className="text-quiet">{each.cure}</p>
          </div>
        </div>
      ))}
      <Tabs.Root defaultValue="plan">
        <Tabs.List aria-label={t('reviewTabs')} className="flex gap-1 border-b border-line">
          <Trigger value="plan">{t('previewPlan', { count: actions.length })}</Trigger>
          <Trigger value="compose">{t('previewCompose')}</Trigger>
        </Tabs.List>
        <Tabs.Content value="plan" tabIndex={-1}>
          <Text label={t('previewPlanText')} text={plan} />
        </Tabs.Content>
        <Tabs.Content value="compose" tabIndex={-1}>
          <Text label={t('previewComposeText')} text={compose} />
        </Tabs.Content>
      </Tabs.Root>
      <p className="text-xs text-quiet">
        {t('previewSecrets', { generated: secretsOf('generated'), given: secretsOf('given') })}
      </p>
      <ul className="list-disc space-y-1 pl-4 text-xs text-quiet">
        {unknown.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  )
}

function Trigger({ value, children }: { value: string; children: string }) {
  return (
    <Tabs.Trigger
      value={value}
      className="-mb-px h-8 border-b-2 border-transparent px-2 text-sm font-medium whitespace-nowrap text-quiet -outline-offset-2 hover:text-text data-[state=active]:border-accent data-[state=active]:text-text"
    >
      {children}
    </Tabs.Trigger>
  )
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <div className="relative">
      <section
        aria-label={label}
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-b-control bg-sunken -outline-offset-2"
      >
        <pre className="w-max min-w-full px-3 py-2 pr-9 font-mono text-xs leading-5">{text.trimEnd()}</pre>
      </section>
      <CopyButton text={text} label={label} className="absolute top-2 right-2 bg-surface" />
    </div>
  )
}
