import { FirstRunPage } from '#features/first-run/first-run-page.tsx'

export default function Page() {
  return <FirstRunPage />
}
