import { ComparePage } from '#features/environments/compare-page.tsx'

type Search = Record<string, string | string[] | undefined>

export default async function Page({ searchParams }: { searchParams: Promise<Search> }) {
  const { a, b } = await searchParams
  return <ComparePage a={typeof a === 'string' ? a : null} b={typeof b === 'string' ? b : null} />
}
