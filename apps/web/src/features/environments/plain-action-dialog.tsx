'use client'

import type { Environment } from '@fun/contract/resources'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TextField } from '#components/ui/field.tsx'
import { plainActions } from './action-words.ts'
import type { Asked } from './ask-action.tsx'
import { useStart } from './use-start.ts'

type PlainAsked = Extract<Asked, { environments: readonly Environment[] }>

/** Deploy, plan, start, restart or stop: what will happen, what can be chosen, one button. */
export function PlainActionDialog({ asked, onClose }: { asked: PlainAsked; onClose: () => void }) {
  const { action, environments, service } = asked
  const t = useTranslations('actions')
  const router = useRouter()
  const verb = t(`verb.${action}`)
  const [choices, setChoices] = useState(asUsual)
  const [first] = environments
  const one = environments.length === 1 ? first : undefined
  const start = useStart(verb, (queued) => {
    onClose()
    const [only] = queued
    if (action === 'plan' && only !== undefined && queued.length === 1) router.push(`/operations/${only.id}`)
  })
  if (first === undefined) return null
  const body = service !== undefined ? { services: [service] } : action === 'deploy' ? deployBody(choices) : {}
  return (
    <ConfirmDialog
      title={titleOf(t, asked)}
      verb={verb}
      variant={plainActions[action].interrupts ? 'danger' : 'primary'}
      wayOut={action === 'deploy' ? 'cancel' : 'keep'}
      busy={start.isPending}
      error={start.error}
      onConfirm={() =>
        start.mutate(environments.map((environment) => ({ environment, path: plainActions[action].path, body })))
      }
      onClose={onClose}
    >
      {one === undefined && <p>{t('batch', { names: environments.map((each) => each.name).join(', ') })}</p>}
      <p>{consequenceOf(t, asked, first)}</p>
      {one?.currentOperation != null && <p>{t('busy')}</p>}
      {action === 'deploy' && <DeployOptions one={one} choices={choices} onChange={setChoices} />}
    </ConfirmDialog>
  )
}

/** As the form holds it; `deployBody` makes the request of it. */
type DeployChoices = { reference: string; maintenance: boolean; snapshot: boolean; stopFirst: boolean }
const asUsual: DeployChoices = { reference: '', maintenance: false, snapshot: false, stopFirst: false }

/** Only what was chosen is sent: whatever is absent follows the environment's own settings. */
function deployBody({ reference, maintenance, snapshot, stopFirst }: DeployChoices): Record<string, unknown> {
  return {
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    ...(maintenance ? { maintenance } : {}),
    ...(snapshot ? { snapshot } : {}),
    ...(stopFirst ? { rollout: 'stop-first' } : {}),
  }
}

type DeployOptionsProps = {
  one: Environment | undefined
  choices: DeployChoices
  onChange: (choices: DeployChoices) => void
}

function DeployOptions({ one, choices, onChange }: DeployOptionsProps) {
  const t = useTranslations('actions')
  return (
    <div className="space-y-3 pt-2 text-text">
      {one !== undefined && (
        <TextField
          label={t('reference')}
          help={t('referenceHelp', { reference: one.reference })}
          placeholder={one.reference}
          value={choices.reference}
          onChange={(reference) => onChange({ ...choices, reference })}
          mono
        />
      )}
      {(['maintenance', 'snapshot', 'stopFirst'] as const).map((name) => (
        <Checkbox
          key={name}
          label={t(name)}
          help={t(`${name}Help`)}
          checked={choices[name]}
          onChange={(checked) => onChange({ ...choices, [name]: checked })}
        />
      ))}
    </div>
  )
}

type Translate = ReturnType<typeof useTranslations<'actions'>>

function titleOf(t: Translate, { action, environments, service }: PlainAsked): string {
  const verb = t(`verb.${action}`)
  const name = environments[0]?.name ?? ''
  if (environments.length > 1) return t('several', { verb, count: environments.length })
  return service === undefined ? t('named', { verb, name }) : t('service', { verb, service, name })
}

function consequenceOf(t: Translate, { action, environments, service }: PlainAsked, first: Environment): string {
  const names = { reference: first.reference, source: first.source.name }
  switch (action) {
    case 'deploy':
      if (environments.length > 1) return t('consequence.deploy', { ...names, reference: '…' })
      return first.serving === null ? t('consequence.deployFirst', names) : t('consequence.deploy', names)
    case 'plan':
      return t('consequence.plan', names)
    case 'restart':
      return service === undefined ? t('consequence.restart') : t('consequence.restartService')
    case 'start':
      return t('consequence.start')
    case 'stop':
      return t('consequence.stop')
  }
}
