import { SourcePage } from '#features/sources/source-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <SourcePage name={name} />
}
