'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { IntlProvider } from 'use-intl'
import { Toasts } from '#components/ui/toasts.tsx'
import { FragmentSignIn } from '#features/session/fragment-sign-in.tsx'
import type { Locale } from '#lib/preferences.ts'
import { makeQueryClient } from '#lib/query-client.ts'
import type { Messages } from '#messages/en.ts'

type ProvidersProps = { locale: Locale; messages: Messages; children: ReactNode }

/** What all pages share: words, the cache of answers, toasts, and sign-in by link. */
export function Providers({ locale, messages, children }: ProvidersProps) {
  const [client] = useState(makeQueryClient)
  return (
    <IntlProvider locale={locale} messages={messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      <QueryClientProvider client={client}>
        <FragmentSignIn>{children}</FragmentSignIn>
        <Toasts />
      </QueryClientProvider>
    </IntlProvider>
  )
}
