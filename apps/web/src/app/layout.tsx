import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { chooseLocale, chooseTheme, preferenceCookies } from '#lib/preferences.ts'
import { loadMessages } from '#messages/load.ts'
import { Providers } from './providers.tsx'
import './globals.css'

// No title here: each page names itself with what it shows (React hoists <title>), status included.
export const metadata: Metadata = { icons: { icon: '/icon.svg' }, robots: { index: false, follow: false } }

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f8fa' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0e12' },
  ],
}

/** Document shell: language, theme, fonts, colours, and what every page needs on the client. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const chosen = await cookies()
  const locale = chooseLocale(chosen.get(preferenceCookies.locale)?.value, (await headers()).get('accept-language'))
  const theme = chooseTheme(chosen.get(preferenceCookies.theme)?.value)
  return (
    <html lang={locale} data-theme={theme} suppressHydrationWarning>
      <body className="min-h-dvh">
        <Providers locale={locale} messages={await loadMessages(locale)}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
