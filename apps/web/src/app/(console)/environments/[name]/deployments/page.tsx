import { Deployments } from '#features/environments/revisions.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Deployments name={name} />
}
