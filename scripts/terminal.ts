/** What make's commands print. On a terminal the work under way is one line that is drawn anew; elsewhere every line is final. */
const live = process.stdout.isTTY === true
const started = Date.now()
let running: Map<string, number> = new Map()
let timer: NodeJS.Timeout | undefined

/** A finished line. */
export function say(line = ''): void {
  erase()
  process.stdout.write(`${line}\n`)
  draw()
}

/** Runs a piece of work under a title; prints it with its time. `detail` of the result is put behind. Quiet work prints only when it took a while. */
export async function step<T>(
  title: string,
  work: () => Promise<T>,
  detail: (result: T) => string | undefined = () => '',
): Promise<T> {
  beginWork(title)
  const began = Date.now()
  try {
    const result = await work()
    endWork(title)
    const said = detail(result)
    if (said !== undefined) say(`  ✓ ${title}${said === '' ? '' : ` — ${said}`} ${duration(Date.now() - began)}`)
    return result
  } catch (error) {
    endWork(title)
    say(`  ✗ ${title} ${duration(Date.now() - began)}`)
    throw error
  }
}

export function beginWork(title: string): void {
  running.set(title, Date.now())
  if (live) timer ??= setInterval(redraw, 200)
  redraw()
}

export function endWork(title: string): void {
  erase()
  running.delete(title)
  if (running.size === 0) {
    clearInterval(timer)
    timer = undefined
  }
  draw()
}

export function endAllWork(): void {
  erase()
  running = new Map()
  clearInterval(timer)
  timer = undefined
}

/** `(3.2 s)` or `(4 min 05 s)`. */
export function duration(ms: number): string {
  const seconds = ms / 1000
  if (seconds < 100) return `(${seconds.toFixed(1)} s)`
  return `(${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s)`
}

/** Time since the command began. */
export function elapsed(): string {
  return duration(Date.now() - started).slice(1, -1)
}

/** Columns as wide as their widest cell. */
export function table(rows: string[][], indent = '  '): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  for (const row of rows)
    say(
      indent +
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('   ')
          .trimEnd(),
    )
}

/** Prints an error as one sentence and makes the command end with 1. The stack is for FUN_DEBUG=1. */
export function fail(error: unknown): void {
  endAllWork()
  process.stderr.write(`fun: ${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env.FUN_DEBUG === '1' && error instanceof Error)
    process.stderr.write(`${error.stack ?? ''}\n${String(error.cause ?? '')}\n`)
  process.exitCode = 1
}

function redraw(): void {
  erase()
  draw()
}

function erase(): void {
  if (live) process.stdout.write('\r\u001b[K')
}

function draw(): void {
  if (!live || running.size === 0) return
  const text = [...running].map(([title, since]) => `${title} ${duration(Date.now() - since)}`).join(' · ')
  process.stdout.write(`  … ${text}`.slice(0, (process.stdout.columns || 80) - 1))
}
