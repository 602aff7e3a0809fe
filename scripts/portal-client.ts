import { createFunClient } from '@fun/client/client'
import { operationEvents } from '@fun/client/operation-events'
import { FunProblem } from '@fun/client/problem'
import {
  type Environment,
  environment,
  type Operation,
  type OperationEvent,
  operation,
  type Problem,
  problem,
} from '@fun/contract/resources'

/** A refusal of the API. The message is what a person reads: what happened, why, and what to do. */
export class PortalRefusal extends FunProblem {
  constructor(refused: Problem) {
    super(refused)
    this.message = [refused.detail, refused.cure].filter((part) => part !== undefined && part !== '').join(' ')
  }
}

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

  /** Every event of an operation from its first on, until it has ended, for as long as the API comes back within a minute. */
  events(operationId: string): AsyncGenerator<OperationEvent> {
    const client = createFunClient({ url: this.#url, token: this.#token })
    return operationEvents(client, operationId, { patienceMs: 60_000 })
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
