import { Activity } from '#features/environments/activity.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Activity name={name} />
}
