'use client'

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { ApiRefusal } from '#lib/api-client.ts'
import { fieldError, refusalText } from './refusal-text.ts'

export type NewPerson = { name: string; email: string; password: string }
type PersonFormProps = {
  verb: string
  emailHelp?: string
  busy: boolean
  error: Error | null
  onSubmit: (person: NewPerson) => void
}

/** Name, address and password of an account that is made. */
export function PersonForm({ verb, emailHelp, busy, error, onSubmit }: PersonFormProps) {
  const t = useTranslations('signIn')
  const [person, setPerson] = useState<NewPerson>({ name: '', email: '', password: '' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit(person)
  }
  const ofFields = error instanceof ApiRefusal && error.problem.errors !== undefined
  const set = (field: keyof NewPerson) => (value: string) => setPerson({ ...person, [field]: value })
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        label={t('name')}
        error={fieldError(error, 'name')}
        name="name"
        required
        autoComplete="name"
        value={person.name}
        onChange={set('name')}
      />
      <TextField
        label={t('email')}
        help={emailHelp}
        error={fieldError(error, 'email')}
        type="email"
        name="email"
        required
        autoComplete="username"
        value={person.email}
        onChange={set('email')}
      />
      <TextField
        label={t('password')}
        help={t('newPasswordHelp')}
        error={fieldError(error, 'password') ?? (ofFields ? undefined : refusalText(t, error))}
        type="password"
        name="password"
        required
        autoComplete="new-password"
        value={person.password}
        onChange={set('password')}
      />
      <Button type="submit" variant="primary" busy={busy} className="h-9 w-full justify-center">
        {verb}
      </Button>
    </form>
  )
}
