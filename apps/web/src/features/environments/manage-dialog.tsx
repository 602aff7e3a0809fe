'use client'

import type { Environment } from '@fun/contract/resources'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { SelectField, TextAreaField, TextField } from '#components/ui/field.tsx'
import type { ManageCommand } from './ask-action.tsx'
import { useStart } from './use-start.ts'

type ManageDialogProps = { environment: Environment; command: ManageCommand; onClose: () => void }

/** Runs manage.py in an environment: any command, or one of the two that everybody needs. Its output is the operation's log. */
export function ManageDialog({ environment, command, onClose }: ManageDialogProps) {
  const t = useTranslations('environment')
  const router = useRouter()
  const [service, setService] = useState<'lms' | 'cms'>('lms')
  const [lines, setLines] = useState('')
  const [person, setPerson] = useState({ username: '', email: '', password: '' })
  const words = lines.split('\n').filter((each) => each !== '')
  const name = command === 'manage' ? t('manage') : command === 'superuser' ? t('superuser') : t('demoCourse')
  const start = useStart(name, ([queued]) => {
    onClose()
    if (queued !== undefined) router.push(`/operations/${queued.id}`)
  })
  const body =
    command === 'manage'
      ? { command, service, arguments: words }
      : command === 'superuser'
        ? { command, ...person }
        : { command }
  const isComplete =
    command === 'demo-course' ||
    (command === 'manage' ? words.length > 0 : Object.values(person).every((value) => value.trim() !== ''))
  return (
    <ConfirmDialog
      title={`${name} · ${environment.name}`}
      verb={command === 'manage' ? t('run') : name}
      variant="primary"
      wayOut="cancel"
      busy={start.isPending}
      disabled={!isComplete}
      error={start.error}
      onConfirm={() => start.mutate([{ environment, path: 'manage', body }])}
      onClose={onClose}
    >
      <p>
        {command === 'manage' ? t('manageText') : command === 'superuser' ? t('superuserText') : t('demoCourseText')}
      </p>
      <div className="space-y-3 pt-2 text-text">
        {command === 'manage' && (
          <>
            <SelectField
              label={t('manageService')}
              value={service}
              onChange={setService}
              options={[
                { value: 'lms', label: 'lms' },
                { value: 'cms', label: 'cms' },
              ]}
            />
            <TextAreaField
              label={t('manageArguments')}
              help={t('manageArgumentsHelp')}
              value={lines}
              onChange={setLines}
            />
          </>
        )}
        {command === 'superuser' && (
          <>
            <TextField
              label={t('username')}
              value={person.username}
              onChange={(username) => setPerson({ ...person, username })}
              mono
            />
            <TextField
              label={t('email')}
              type="email"
              value={person.email}
              onChange={(email) => setPerson({ ...person, email })}
            />
            <TextField
              label={t('password')}
              help={t('passwordHelp')}
              type="password"
              autoComplete="new-password"
              value={person.password}
              onChange={(password) => setPerson({ ...person, password })}
            />
          </>
        )}
      </div>
    </ConfirmDialog>
  )
}
