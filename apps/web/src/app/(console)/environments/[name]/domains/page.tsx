import { Domains } from '#features/environments/domains-tab.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Domains name={name} />
}
