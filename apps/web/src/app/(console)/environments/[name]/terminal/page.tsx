import { TerminalTab } from '#features/terminal/terminal-tab.tsx'

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params
  return <TerminalTab name={name} />
}
