import { type Terminal, terminal } from '@fun/contract/terminal'

const keyOf = (environmentName: string) => `fun-terminal:${environmentName}`

/** Remembers a terminal for this tab, so that a page that is loaded again goes on with it; null forgets it. */
export function keepTerminal(environmentName: string, kept: Terminal | null): void {
  if (kept === null) window.sessionStorage.removeItem(keyOf(environmentName))
  else window.sessionStorage.setItem(keyOf(environmentName), JSON.stringify(kept))
}

/** The terminal that this tab had open in an environment. */
export function keptTerminal(environmentName: string): Terminal | null {
  const text = window.sessionStorage.getItem(keyOf(environmentName))
  if (text === null) return null
  try {
    return terminal.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
