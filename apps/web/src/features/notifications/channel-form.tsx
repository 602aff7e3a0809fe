'use client'

import { channelKind, createdNotificationChannel } from '@fun/contract/notifications'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import { Button } from '#components/ui/button.tsx'
import { CommandLine } from '#components/ui/command-line.tsx'
import { SelectField, TextAreaField, TextField } from '#components/ui/field.tsx'
import { ProblemNotice } from '#components/ui/problem-notice.tsx'
import { type ChannelDraft, channelRequestOf, emptyChannel, problemsOfChannel } from '#lib/channel-draft.ts'
import { showToast } from '#lib/toast.ts'
import { useChange } from './notification-queries.ts'

/** A new channel. The secret of a webhook is shown here, once. */
export function ChannelForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations('notifications')
  const [draft, setDraft] = useState(emptyChannel)
  const [tried, setTried] = useState(false)
  const problems = problemsOfChannel(draft)
  const create = useChange<z.infer<typeof createdNotificationChannel>>((made) => {
    showToast('success', t('channelMade', { name: made.name }))
    if (made.secret === null) onClose()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problems.size > 0) return
    const body = channelRequestOf(draft)
    create.mutate({ schema: createdNotificationChannel, path: '/notification-channels', method: 'POST', body })
  }
  if (create.data !== undefined && create.data.secret !== null)
    return (
      <div className="space-y-3 border-b border-line px-4 py-4 text-sm">
        <p className="font-medium text-warn">{t('secretOnce')}</p>
        <CommandLine name={t('secret')} command={create.data.secret} />
        <Button onClick={onClose}>{t('secretKept')}</Button>
      </div>
    )
  const set = (part: Partial<ChannelDraft>) => setDraft({ ...draft, ...part })
  const told = tried ? problems : new Map<string, string>()
  return (
    <form onSubmit={submit} noValidate className="space-y-4 border-b border-line px-4 py-4">
      <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <SelectField
          label={t('channelKind')}
          help={t('channelKindHelp')}
          value={draft.kind}
          onChange={(kind) => set({ kind })}
          options={channelKind.options.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <TextField
          label={t('channelName')}
          help={t('channelNameHelp')}
          error={told.get('name')}
          value={draft.name}
          onChange={(name) => set({ name })}
          mono
        />
        <SettingsFields draft={draft} set={set} problems={told} />
      </div>
      {create.isError && <ProblemNotice error={create.error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={create.isPending}>
          {t('channelCreate')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
    </form>
  )
}

type SettingsFieldsProps = {
  draft: ChannelDraft
  set: (part: Partial<ChannelDraft>) => void
  problems: ReadonlyMap<string, string>
}

function SettingsFields({ draft, set, problems }: SettingsFieldsProps) {
  const t = useTranslations('notifications')
  const { kind } = draft
  if (kind === 'mail')
    return (
      <TextAreaField
        label={t('mailTo')}
        help={t('mailToHelp')}
        error={problems.get('to')}
        value={draft.to}
        onChange={(to) => set({ to })}
        rows={3}
      />
    )
  if (kind === 'ntfy')
    return (
      <>
        <TextField
          label={t('ntfyServer')}
          help={t('ntfyServerHelp')}
          error={problems.get('server')}
          value={draft.server}
          onChange={(server) => set({ server })}
          mono
        />
        <TextField
          label={t('ntfyTopic')}
          help={t('ntfyTopicHelp')}
          error={problems.get('topic')}
          value={draft.topic}
          onChange={(topic) => set({ topic })}
          mono
        />
        <TextField
          label={t('ntfyToken')}
          help={t('ntfyTokenHelp')}
          error={problems.get('token')}
          type="password"
          autoComplete="new-password"
          value={draft.token}
          onChange={(token) => set({ token })}
          optional
        />
      </>
    )
  return (
    <>
      <TextField
        label={t('hookUrl')}
        help={t('hookUrlHelp')}
        error={problems.get('url')}
        value={draft.url}
        onChange={(url) => set({ url })}
        mono
      />
      {kind === 'webhook' && (
        <TextField
          label={t('hookSecret')}
          help={t('hookSecretHelp')}
          error={problems.get('secret')}
          type="password"
          autoComplete="new-password"
          value={draft.secret}
          onChange={(secret) => set({ secret })}
          optional
        />
      )}
    </>
  )
}
