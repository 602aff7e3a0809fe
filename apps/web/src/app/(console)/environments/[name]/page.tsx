import { EnvironmentPage } from '#features/environments/environment-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <EnvironmentPage name={name} />
}
