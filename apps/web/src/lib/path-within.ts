/** Stands for the portal's own, which the server does not need to know here. */
const here = 'http://portal.invalid'

/**
 * Only a path of this portal: an address of elsewhere must not be reached through the sign-in page. It is read as browsers read it, which take tabs and line
 * breaks out first. Source: WHATWG URL, basic URL parser.
 */
export function pathWithin(to: string | string[] | undefined): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/'
  const url = URL.parse(to, here)
  if (url === null || url.origin !== here) return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  // What is left of `/.//elsewhere` names a host when it is read again.
  return path.startsWith('//') ? '/' : path
}
