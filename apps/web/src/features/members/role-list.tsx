'use client'

import { useTranslations } from 'use-intl'
import type { Held } from './roles-dialog.tsx'

/** Roles in words, that on the whole installation first. */
export function RoleList({ held }: { held: readonly Held[] }) {
  const t = useTranslations('members')
  const everywhere = held.filter(({ environment }) => environment === null)
  const words = [...everywhere, ...held.filter(({ environment }) => environment !== null)].map(
    ({ role, environment }) =>
      environment === null ? t(`roles.${role}`) : t('on', { role: t(`roles.${role}`), environment: environment.name }),
  )
  return words.length === 0 ? t('noRole') : words.join(' · ')
}
