/** Languages of the portal. A third one is a folder of messages and a line here. */
export const locales = ['en', 'fr'] as const
export type Locale = (typeof locales)[number]
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Cookies, so that the first page already comes in the language and theme that were chosen. */
export const preferenceCookies = { locale: 'fun_locale', theme: 'fun_theme' } as const

const isLocale = (value: string | undefined): value is Locale => locales.some((each) => each === value)
const isTheme = (value: string | undefined): value is Theme => themes.some((each) => each === value)

/** The chosen language, else the first of the browser's that the portal speaks (`Accept-Language`, in its order), else English. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen
  const wanted = (acceptLanguage ?? '').split(',').map((each) => each.trim().slice(0, 2).toLowerCase())
  return wanted.find(isLocale) ?? 'en'
}

/** The chosen theme; whatever else was sent means the system's. */
export function chooseTheme(chosen: string | undefined): Theme {
  return isTheme(chosen) ? chosen : 'system'
}
