import type { Config } from './config.ts'

/** Passwords and tokens that the process was told by its environment: they appear in no log. */
export function configSecrets({ databaseUrl, redisUrl, metricsToken, mail, builds, secretKeys }: Config): string[] {
  const { pipIndexUrl, npmRegistry, httpProxy, httpsProxy } = builds
  const passwords = [databaseUrl, redisUrl, mail?.smtpUrl].flatMap((url) => written(passwordOf(url)))
  const tokens = [pipIndexUrl, npmRegistry, httpProxy, httpsProxy].flatMap((url) =>
    written(passwordOf(url) ?? userOf(url)),
  )
  const others = [metricsToken ?? '', ...(secretKeys ?? '').split(/[\s,]+/)]
  return [...passwords, ...tokens, ...others].filter((each) => each !== '')
}

const passwordOf = (url: string | undefined): string | undefined => URL.parse(url ?? '')?.password || undefined
/** An index or proxy that is given a token instead of a password has it in the user's place. */
const userOf = (url: string | undefined): string | undefined => URL.parse(url ?? '')?.username || undefined

/** A part of a URL as it stands there, and as it is meant. */
function written(part: string | undefined): string[] {
  if (part === undefined) return []
  try {
    return [part, decodeURIComponent(part)]
  } catch {
    return [part]
  }
}
