import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { FunMismatch, FunUnreachable } from './problem.ts'

/** The API sends a comment every 15 s: a stream that is silent for longer than this is dead. */
const silenceMsMax = 45_000
const characterCountMax = 32 * 1024 * 1024

/** The messages of an answer, until it ends. Rejects with FunUnreachable when it is cut or silent for 45 s. */
export async function* serverSentEvents(response: Response): AsyncGenerator<EventSourceMessage> {
  if (response.body === null || !response.headers.get('content-type')?.startsWith('text/event-stream'))
    throw new FunMismatch('The portal answered with something else than an event stream.')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const received: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => received.push(message), maxBufferSize: characterCountMax })
  try {
    for (;;) {
      const { done, value } = await beforeSilence(reader.read())
      if (done) return
      parser.feed(value)
      yield* received.splice(0)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function beforeSilence<T>(reading: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new FunUnreachable('The event stream fell silent.')), silenceMsMax)
  })
  try {
    return await Promise.race([reading, silence])
  } catch (cause) {
    if (cause instanceof FunUnreachable) throw cause
    throw new FunUnreachable('The event stream was cut.', { cause })
  } finally {
    clearTimeout(timer)
  }
}
