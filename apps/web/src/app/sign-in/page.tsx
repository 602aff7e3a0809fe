import { SignInPage } from '#features/session/sign-in-page.tsx'

export default async function Page({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams
  return <SignInPage to={pathWithin(to)} />
}

/** Only a path of this portal: an address of elsewhere must not be reached through the sign-in page. */
function pathWithin(to: string | string[] | undefined): string {
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/'
}
