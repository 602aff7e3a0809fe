import { SignInPage } from '#features/session/sign-in-page.tsx'
import { pathWithin } from '#lib/path-within.ts'

export default async function Page({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams
  return <SignInPage to={pathWithin(to)} />
}
