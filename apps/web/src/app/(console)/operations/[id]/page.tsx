import { OperationPage } from '#features/operations/operation-page.tsx'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  return <OperationPage id={id} />
}
