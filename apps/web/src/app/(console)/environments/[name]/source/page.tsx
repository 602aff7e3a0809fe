import { SourceTab } from '#features/environments/source-tab.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <SourceTab name={name} />
}
