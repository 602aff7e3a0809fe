import { Logs } from '#features/environments/logs-page.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <Logs name={name} />
}
