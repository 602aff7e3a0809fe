import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Environment,
  environment,
  type Operation,
  type OperationEvent,
  operation,
  operationEvent,
  type Problem,
  problem,
} from '@fun/contract/resources'

/** A refusal of the API. The message is what a person reads: what happened, why, and what to do. */
export class PortalRefusal extends Error {
  readonly problem: Problem
  constructor(refused: Problem) {
    super([refused.detail, refused.cure].filter((part) => part !== undefined && part !== '').join(' '))
    this.problem = refused
  }
}

const finalStates = new Set<Operation['state']>(['succeeded', 'failed', 'cancelled', 'superseded'])

/** `/api/v1` as make's commands use it: with the owner token that bootstrap kept. */
export class PortalClient {
  readonly #url: string
  readonly #token: string

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** Throws {@link PortalRefusal}. */
  async call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(method, path, body)
    const text = await response.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    if (!response.ok) throw new PortalRefusal(problem.parse(parsed))
    return parsed
  }

  /** HTTP status of a GET; 0 when nothing answers. */
  async status(path: string): Promise<number> {
    return this.#fetch('GET', path).then(
      async (response) => {
        await response.body?.cancel()
        return response.status
      },
      () => 0,
    )
  }

  /** Undefined when there is none of that name. */
  async environment(name: string): Promise<Environment | undefined> {
    try {
      return environment.parse(await this.call('GET', `/environments/${name}`))
    } catch (error) {
      if (error instanceof PortalRefusal && error.problem.status === 404) return undefined
      throw error
    }
  }

  async queue(path: string, body: unknown = {}): Promise<Operation> {
    return operation.parse(await this.call('POST', path, body))
  }

  async operation(id: string): Promise<Operation> {
    return operation.parse(await this.call('GET', `/operations/${id}`))
  }

  /**
   * Every event of an operation from its first on, until it has ended. A cut stream is taken up where it was cut, for as long as
   * the API comes back within a minute.
   */
  async *events(operationId: string): AsyncGenerator<OperationEvent> {
    let after = 0
    let failedSince: number | undefined
    for (;;) {
      try {
        for await (const event of this.#stream(operationId, after)) {
          after = event.sequence
          failedSince = undefined
          yield event
          if (event.type === 'state' && finalStates.has(event.state)) return
        }
        if (finalStates.has((await this.operation(operationId)).state)) return
      } catch (error) {
        if (error instanceof PortalRefusal) throw error
        failedSince ??= Date.now()
        if (Date.now() - failedSince > 60_000)
          throw new Error('The portal does not answer any more: see make logs.', { cause: error })
      }
      await sleep(500)
    }
  }

  async *#stream(operationId: string, after: number): AsyncGenerator<OperationEvent> {
    // Heartbeats come every 15 s: a minute of silence is a dead stream.
    const silence = new AbortController()
    const response = await fetch(`${this.#url}/api/v1/operations/${operationId}/events?after=${after}`, {
      headers: { authorization: `Bearer ${this.#token}`, accept: 'text/event-stream' },
      signal: silence.signal,
    })
    if (!response.ok) throw new PortalRefusal(problem.parse(await response.json()))
    if (response.body === null) return
    let timer = setTimeout(() => silence.abort(), 60_000)
    let buffer = ''
    try {
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), 60_000)
        const messages = (buffer + chunk).split('\n\n')
        buffer = messages.pop() ?? ''
        for (const message of messages) {
          const data = message.split('\n').filter((line) => line.startsWith('data:'))
          if (data.length > 0) yield operationEvent.parse(JSON.parse(data.map((line) => line.slice(5)).join('\n')))
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
  }
}
