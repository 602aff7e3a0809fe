import { useSyncExternalStore } from 'react'

const dark = '(prefers-color-scheme: dark)'

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(dark)
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  media.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    media.removeEventListener('change', listener)
  }
}

const current = () => `${document.documentElement.dataset.theme ?? ''} ${window.matchMedia(dark).matches}`
const onServer = () => ''

/** Another text whenever the colours change: a canvas does not follow the style sheet. */
export function useColourScheme(): string {
  return useSyncExternalStore(subscribe, current, onServer)
}
