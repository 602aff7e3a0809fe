import { setTimeout as sleep } from 'node:timers/promises'
import { createFunClient } from '@fun/client/client'
import { isFinal, operationEvents } from '@fun/client/operation-events'
import { FunProblem } from '@fun/client/problem'
import {
  type Environment,
  environment,
  type Operation,
  operation,
  type Problem,
  problem,
} from '@fun/contract/resources'

/** A refusal of the API, as problem+json. */
export class PortalRefusal extends FunProblem {
  constructor(refused: Problem) {
    super(refused)
    this.message = `${refused.status} ${refused.code}: ${refused.detail}`
  }
}

/** The calls of `/api/v1` that checks need, as CI would make them: one bearer token, JSON in and out. */
export class Portal {
  readonly url: string
  readonly token: string
  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  /** Raw call; throws PortalRefusal for problem+json answers. */
  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.request(method, path, body)
    const text = await response.text()
    const parsed: unknown = text === '' ? null : JSON.parse(text)
    if (!response.ok) throw new PortalRefusal(problem.parse(parsed))
    return parsed
  }

  request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
  }

  async environment(name: string): Promise<Environment> {
    return environment.parse(await this.call('GET', `/environments/${name}`))
  }

  async operation(id: string): Promise<Operation> {
    return operation.parse(await this.call('GET', `/operations/${id}`))
  }

  /** Queues an operation and returns it as it was answered (202). */
  async start(path: string, body: unknown = {}): Promise<Operation> {
    return operation.parse(await this.call('POST', path, body))
  }

  /** Waits for the final state; `onChange` sees every state of it on the way. */
  async finished(id: string, timeoutMs: number, onChange: (current: Operation) => void = () => {}): Promise<Operation> {
    return this.until(id, (current) => isFinal(current.state), timeoutMs, onChange)
  }

  /** Waits until `condition` holds for the operation. Throws with what it looked like last. */
  async until(
    id: string,
    condition: (current: Operation) => boolean,
    timeoutMs: number,
    onChange: (current: Operation) => void = () => {},
  ): Promise<Operation> {
    const deadline = Date.now() + timeoutMs
    for (;;) {
      const current = await this.operation(id)
      onChange(current)
      if (condition(current)) return current
      if (isFinal(current.state)) throw new Error(`operation ${id} ended too early: ${describe(current)}`)
      if (Date.now() > deadline)
        throw new Error(`operation ${id} took longer than ${timeoutMs} ms: ${describe(current)}`)
      await sleep(500)
    }
  }

  /** Queues, waits and insists on success. */
  async done(
    path: string,
    body: unknown,
    timeoutMs: number,
    onChange?: (current: Operation) => void,
  ): Promise<Operation> {
    const queued = await this.start(path, body)
    const ended = await this.finished(queued.id, timeoutMs, onChange)
    if (ended.state !== 'succeeded') throw new Error(`${path}: ${describe(ended)}`)
    return ended
  }

  /** Log lines of an operation, read from its event stream until it ends. */
  async log(id: string): Promise<string[]> {
    const client = createFunClient({ url: this.url, token: this.token })
    const lines: string[] = []
    for await (const event of operationEvents(client, id, { signal: AbortSignal.timeout(60_000) }))
      if (event.type === 'log') lines.push(...event.lines)
    return lines
  }
}

/** One paragraph about an operation: state, problem, steps. */
export function describe(current: Operation): string {
  const steps = current.steps.map((each) => `  ${each.state.padEnd(9)} ${each.title} ${each.detail}`).join('\n')
  const trouble =
    current.problem === null
      ? ''
      : `\n${current.problem.code}: ${current.problem.detail}\n${(current.problem.log ?? []).join('\n')}`
  return `${current.kind} ${current.state}${trouble}\n${steps}`
}
