import type { ReactNode } from 'react'
import { AppShell } from '#features/shell/app-shell.tsx'

/** Pages of a signed-in person. */
export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <AppShell>{children}</AppShell>
}
