'use client'

import { CircleX } from 'lucide-react'
import { useTranslations } from 'use-intl'

const known = [
  'oidc-refused',
  'ticket-refused',
  'not-a-member',
  'identity-not-tied',
  'identity-taken',
  'oidc-unavailable',
  'not-found',
] as const

/** Why a sign-in at a provider came to nothing: the API sends the browser back with a code, never with a text. */
export function ProviderProblem({ code }: { code: string | null | undefined }) {
  const t = useTranslations('signIn.problem')
  const problem = known.find((each) => each === code)
  if (problem === undefined) return null
  return (
    <div role="alert" className="mb-4 flex gap-3 rounded-card border border-bad/50 bg-bad-surface px-4 py-3 text-sm">
      <CircleX aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
      <p>{t(problem)}</p>
    </div>
  )
}
