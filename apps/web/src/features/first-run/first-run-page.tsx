'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { Entrance } from '#features/session/entrance.tsx'
import { PersonForm } from '#features/session/person-form.tsx'
import { makeFirstAccount } from '#features/session/sign-in.ts'
import { noteSessionStart } from '#lib/session-end.ts'

/** Whoever opened the portal with the owner token, and nobody is owner yet, makes the first account. */
export function FirstRunPage() {
  const t = useTranslations('signIn')
  const router = useRouter()
  const queryClient = useQueryClient()
  const make = useMutation({
    mutationFn: makeFirstAccount,
    onSuccess: () => {
      noteSessionStart()
      queryClient.clear()
      router.replace('/')
    },
  })
  return (
    <Entrance title={t('welcome')} text={t('welcomeText')}>
      <PersonForm verb={t('welcomeSave')} busy={make.isPending} error={make.error} onSubmit={make.mutate} />
      <Link href="/" className="mt-4 inline-block text-sm text-quiet hover:text-text hover:underline">
        {t('welcomeSkip')}
      </Link>
    </Entrance>
  )
}
