import { preferenceCookies } from './preferences.ts'

const secondsMax = 400 * 24 * 3_600

/** Remembers a preference in this browser. The Cookie Store API is not there without https, and portals in a local network often have none. */
export async function rememberPreference(name: keyof typeof preferenceCookies, value: string): Promise<void> {
  document.cookie = `${preferenceCookies[name]}=${value}; path=/; max-age=${secondsMax}; samesite=lax`
}
