import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <title>No such page · FUN Platform</title>
      <div className="max-w-96 text-sm">
        <h1 className="text-xl font-semibold">There is no page at this address</h1>
        <p className="mt-2 text-quiet">It may have been mistyped, or what it showed was destroyed.</p>
        <Link href="/" className="mt-4 inline-block rounded-control font-medium text-accent underline">
          Show all environments
        </Link>
      </div>
    </main>
  )
}
