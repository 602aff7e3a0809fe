import type { useTranslations } from 'use-intl'
import { ApiRefusal } from '#lib/api-client.ts'

/** Why signing in did not work, in the reader's language where the portal has the words; else as the API says it. */
export function refusalText(t: ReturnType<typeof useTranslations<'signIn'>>, error: Error | null): string | undefined {
  if (error === null) return undefined
  if (!(error instanceof ApiRefusal)) return error.name === 'NotAllowedError' ? t('passkeyCancelled') : t('unreachable')
  const { code, detail, cure, errors } = error.problem
  if (code === 'sign-in-refused') return errors === undefined ? t('refused') : t('codeRefused')
  if (code === 'too-many-attempts') return t('tooMany')
  return [detail, cure].filter(Boolean).join(' ')
}

/** What the API says of one field. */
export function fieldError(error: Error | null, path: string): string | undefined {
  if (!(error instanceof ApiRefusal)) return undefined
  return error.problem.errors?.find((each) => each.path === path)?.message
}
