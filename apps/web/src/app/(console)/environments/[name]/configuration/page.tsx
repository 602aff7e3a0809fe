import { Configuration } from '#features/environments/configuration-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Configuration name={name} />
}
