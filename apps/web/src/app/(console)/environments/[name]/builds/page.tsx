import { BuildsTab } from '#features/builds/builds-tab.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <BuildsTab name={name} />
}
