'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { z } from 'zod'
import { TextAreaField } from '#components/ui/field.tsx'
import type { Specification } from '#lib/specification-draft.ts'

type Settings = Specification['settings']['lms']
const settingsSchema = z.record(z.string(), z.json())

type SettingsFieldProps = { name: string; value: Settings; onChange: (value: Settings) => void }

/** Settings of the platform as JSON. What is typed stays as it was typed, also while it is not JSON yet. */
export function SettingsField({ name, value, onChange }: SettingsFieldProps) {
  const t = useTranslations('configuration')
  const shown = Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2)
  const [typed, setTyped] = useState({ text: shown, value })
  const [reason, setReason] = useState<string | null>(null)
  // Changed from elsewhere: a merge, or what was saved.
  if (typed.value !== value && JSON.stringify(typed.value) !== JSON.stringify(value)) setTyped({ text: shown, value })
  const change = (text: string) => {
    try {
      const parsed = settingsSchema.parse(text.trim() === '' ? {} : JSON.parse(text))
      setReason(null)
      setTyped({ text, value: parsed })
      onChange(parsed)
    } catch (error) {
      setReason(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
      setTyped({ text, value })
    }
  }
  return (
    <TextAreaField
      label={t('settings', { name })}
      help={t('settingsHelp')}
      error={reason === null ? undefined : t('notJson', { reason })}
      value={typed.text}
      onChange={change}
      rows={8}
    />
  )
}
