import { Overview } from '#features/environments/overview.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Overview name={name} />
}
