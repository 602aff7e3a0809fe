import { setTimeout as sleep } from 'node:timers/promises'
import type { ObservedContainer } from '@fun/reconcile/stack'
import type { WorkerDeps } from './deps.ts'

/** A stack of which nothing is told is looked at again after this all the same. */
const trustMs = 300_000
/** Between two tries to follow an engine that is away. */
const retryMs = 2_000

type Containers = readonly ObservedContainer[]

/** The containers of stacks as they were seen last, for as long as the engine tells of no change: stacks that rest are left alone. */
export class StackWatch {
  readonly #seen = new Map<string, { atMs: number; containers?: Containers }>()
  #following = false
  #hasNews = true

  /** Follows the engine until the abort, also after it was away. While it is not followed every stack is looked at. */
  async follow({ engine, logger }: Pick<WorkerDeps, 'engine' | 'logger'>, signal: AbortSignal): Promise<void> {
    const onChange = (project: string | undefined) => {
      this.#hasNews = true
      if (project === undefined) this.#seen.clear()
      else this.#seen.delete(project)
    }
    const onOpen = () => {
      this.#following = true
    }
    while (!signal.aborted) {
      await engine
        .followChanges(onOpen, onChange, signal)
        .catch((error: unknown) => logger.debug({ error: String(error) }, 'what the engine changes is not followed'))
      this.#following = false
      this.#hasNews = true
      this.#seen.clear()
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Whether there may be something new since this was last asked: the engine told of a change, or is not followed. */
  takeNews(): boolean {
    const news = this.#hasNews || !this.#following
    this.#hasNews = false
    return news
  }

  /** What `look` sees, or saw. */
  async containers(project: string, look: () => Promise<Containers>): Promise<Containers> {
    const nowMs = Date.now()
    const known = this.#seen.get(project)
    if (known?.containers !== undefined && nowMs - known.atMs < trustMs) return known.containers
    if (!this.#following) return look()
    // A change that is told of from here on takes this away again.
    const looking: { atMs: number; containers?: Containers } = { atMs: nowMs }
    this.#seen.set(project, looking)
    looking.containers = await look()
    return looking.containers
  }
}
