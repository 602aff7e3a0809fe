import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
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

/** Document shell: language, fonts, colours, and what every page needs on the client. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body className="min-h-dvh">
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
