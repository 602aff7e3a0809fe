import { type Claim, fenced, LeaseLost, type OperationDeps } from '../operations/fence.ts'
import { appendEvents, type NewEvent, storable } from './append.ts'
import { publishOperation } from './publish.ts'

const linesPerBatchMax = 200
const batchDelayMs = 250
const lineLengthMax = 8_000
/** How much is kept while PostgreSQL is away, in batches; the oldest go first. */
const batchesWaitingMax = 500
const retryDelayMs = 1_000

export interface LogWriter {
  /** Takes a line (no secret in it, no line break); `step` is a step's key. Never waits, never throws. */
  write(step: string | null, stream: 'stdout' | 'stderr', line: string): void
  /** Resolves when all lines so far are in PostgreSQL. Throws LeaseLost. */
  flush(): Promise<void>
  /** The last flush; later lines are dropped. Call it before the operation is finished. */
  close(): Promise<void>
}

type LogEvent = Extract<NewEvent, { type: 'log' }>

/** Batches log lines into `log` events: at most 200 lines or 250 ms each, in the order they were written. */
export function createLogWriter(deps: OperationDeps, claim: Claim): LogWriter {
  let pending: LogEvent[] = []
  let timer: NodeJS.Timeout | undefined
  let chain = Promise.resolve()
  let failure: unknown
  let closed = false

  const append = async () => {
    const batch = pending
    pending = []
    if (batch.length === 0 || failure !== undefined) return
    try {
      const sequence = await fenced(deps, claim, (transaction, operation) =>
        appendEvents(transaction, operation.id, batch),
      )
      publishOperation(deps.bus, claim.operation, sequence, { logOnly: true })
    } catch (error) {
      if (error instanceof LeaseLost) failure = error
      // PostgreSQL may be away for a moment: the lines wait for the next flush.
      else pending = [...batch, ...pending].slice(-batchesWaitingMax)
      throw error
    }
  }
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const attempt = chain.then(append)
    chain = attempt.catch(() => undefined)
    await attempt
    if (failure !== undefined) throw failure
  }
  const flushLater = () => {
    void flush().catch((error) => {
      deps.logger.warn({ operationId: claim.operation.id, error: String(error) }, 'log lines could not be written')
      if (failure === undefined && !closed) timer ??= setTimeout(flushLater, retryDelayMs)
    })
  }

  return {
    write(step, stream, line) {
      if (closed) return
      const text = cut(line)
      const last = pending.at(-1)
      if (last && last.step === step && last.stream === stream && last.lines.length < linesPerBatchMax)
        last.lines.push(text)
      else pending.push({ type: 'log', step, stream, lines: [text] })
      if (pending.length === 21) flushLater()
      else timer ??= setTimeout(flushLater, batchDelayMs)
    },
    flush,
    async close() {
      closed = true
      await flush()
    },
  }
}

/** PostgreSQL takes no NUL in JSON, and a person no line of a megabyte. */
function cut(line: string): string {
  const text = storable(line)
  return text.length > lineLengthMax ? `${text.slice(0, lineLengthMax)} … (${text.length} characters)` : text
}
