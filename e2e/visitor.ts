import makeFetchCookie from 'fetch-cookie'
import { CookieJar } from 'tough-cookie'

/**
 * A visitor of an Open edX environment over HTTP, with a cookie jar, as far as a browser without scripts goes. Paths and form fields are
 * those of the platform's user API (openedx/core/djangoapps/user_authn).
 */
export class Visitor {
  readonly jar = new CookieJar()
  readonly #fetch = makeFetchCookie(fetch, this.jar)

  /** Follows redirects; 30 s at most. */
  get(url: string): Promise<Response> {
    return this.#fetch(url, {
      redirect: 'follow',
      signal: AbortSignal.timeout(30_000),
      headers: { accept: 'text/html,*/*' },
    })
  }

  async #post(url: string, referer: string, form: Record<string, string>): Promise<Response> {
    const token = (await this.jar.getCookies(url)).find((cookie) => cookie.key === 'csrftoken')?.value ?? ''
    return this.#fetch(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'x-csrftoken': token, referer },
      redirect: 'follow',
      signal: AbortSignal.timeout(30_000),
    })
  }

  /** Registers an account; the platform signs it in. Throws with the platform's answer when it refuses. */
  async register(lms: string, account: { username: string; email: string; password: string }): Promise<void> {
    await this.get(`${lms}/register`)
    const answer = await this.#post(`${lms}/api/user/v2/account/registration/`, `${lms}/register`, {
      ...account,
      name: account.username,
      honor_code: 'true',
      terms_of_service: 'true',
      country: 'FR',
      level_of_education: 'm',
    })
    if (!answer.ok) throw new Error(`registration answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
  }

  async signIn(lms: string, account: { email: string; password: string }): Promise<void> {
    await this.get(`${lms}/login`)
    const answer = await this.#post(`${lms}/api/user/v1/account/login_session/`, `${lms}/login`, account)
    if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
  }
}

/** Addresses of every stylesheet and script that a page names, absolute, same origin only. Source: the page's link and script elements. */
export function assetsNamedBy(html: string, pageUrl: string): string[] {
  const found = new Set<string>()
  const patterns = [/<link\b[^>]*\bhref=["']([^"']+)["'][^>]*>/gi, /<script\b[^>]*\bsrc=["']([^"']+)["'][^>]*>/gi]
  for (const pattern of patterns)
    for (const match of html.matchAll(pattern)) {
      const [element, reference] = match
      if (reference === undefined) continue
      if (element.startsWith('<link') && !/rel=["']?stylesheet/i.test(element)) continue
      const url = new URL(reference.replaceAll('&amp;', '&'), pageUrl)
      if (url.origin === new URL(pageUrl).origin) found.add(url.href)
    }
  return [...found]
}
