import { Metrics } from '#features/metrics/metrics-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Metrics name={name} />
}
