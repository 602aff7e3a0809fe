import type { ReactNode } from 'react'
import { EnvironmentFrame } from '#features/environments/environment-frame.tsx'

type LayoutProps = { params: Promise<{ name: string }>; children: ReactNode }

export default async function EnvironmentLayout({ params, children }: LayoutProps) {
  const { name } = await params
  return <EnvironmentFrame name={name}>{children}</EnvironmentFrame>
}
