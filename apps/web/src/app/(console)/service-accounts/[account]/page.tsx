import { ServiceAccountPage } from '#features/service-accounts/service-account-page.tsx'

export default async function Page({ params }: { params: Promise<{ account: string }> }) {
  const { account } = await params
  return <ServiceAccountPage name={account} />
}
