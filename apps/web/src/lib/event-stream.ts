import { forgetStream, noteStream } from './live-connection.ts'

/** What a caller wants of a stream: its events by name, and word when it was opened again after a gap. */
export type EventStreamOptions = {
  /** Events are numbered and the server can go on after one: what is received twice is dropped. */
  resumable: boolean
  /** Called for each opening; `after` is the number of the last event received, 0 at first. */
  path: (after: number) => string
  events: readonly string[]
  onEvent: (data: unknown) => void
  /** The stream is open again after it had been lost: whatever has no ids may have been missed. */
  onReopened?: () => void
  /** The stream was refused or lost; return false to give it up. */
  onLost?: () => boolean
}

const delayMsMin = 500
const delayMsMax = 10_000

/**
 * A server-sent event stream that stays up: it comes back with backoff from where it stopped, and rests while the tab is
 * hidden (browsers allow six connections per host over HTTP/1.1, and forgotten tabs would hold them all).
 * Stops for good when `signal` aborts.
 */
export function openEventStream(options: EventStreamOptions, signal: AbortSignal): void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let lastId = 0
  let failures = 0
  let wasOpen = false
  const token = {}

  const close = () => {
    source?.close()
    source = null
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  const receive = (message: MessageEvent<string>) => {
    if (options.resumable) {
      const id = Number(message.lastEventId)
      if (!(id > lastId)) return
      lastId = id
    }
    options.onEvent(parse(message.data))
  }

  const open = () => {
    if (signal.aborted || source !== null || document.hidden) return
    source = new EventSource(`/api/v1${options.path(lastId)}`)
    source.onopen = () => {
      noteStream(token, 'open')
      failures = 0
      if (wasOpen) options.onReopened?.()
      wasOpen = true
    }
    source.onerror = () => {
      close()
      if (signal.aborted || options.onLost?.() === false) return
      failures += 1
      if (failures > 1) noteStream(token, 'lost')
      timer = setTimeout(open, Math.min(delayMsMax, delayMsMin * 2 ** (failures - 1)))
    }
    for (const name of options.events) source.addEventListener(name, receive)
  }

  const onVisibility = () => (document.hidden ? close() : open())
  document.addEventListener('visibilitychange', onVisibility)
  signal.addEventListener('abort', () => {
    close()
    document.removeEventListener('visibilitychange', onVisibility)
    forgetStream(token)
  })
  open()
}

function parse(data: string): unknown {
  try {
    const content: unknown = JSON.parse(data)
    return content
  } catch {
    return null
  }
}
