import { ResetPasswordPage } from '#features/session/reset-password-page.tsx'

export default function Page() {
  return <ResetPasswordPage />
}
