import { SecretsTab } from '#features/secrets/secrets-tab.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <SecretsTab name={name} />
}
