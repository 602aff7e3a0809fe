import type { OperationEvent, Step } from '@fun/contract/resources'
import { safeLine } from './plain-text.ts'
import type { Screen } from './screen.ts'
import { cut } from './table.ts'
import { duration } from './times.ts'

const drawEveryMs = 200
const drawnLinesMax = 6
const marks = { succeeded: '✓', failed: '✗', cancelled: '✗', skipped: '-' } as const
const styles = { succeeded: 'green', failed: 'red', cancelled: 'yellow', skipped: 'dim' } as const

type Ended = Step & { state: keyof typeof marks }

/**
 * The steps of an operation as they happen. On a terminal those under way are lines at the end that are drawn anew, with their time and the last
 * line of their log; elsewhere every line is final, the beginning of a step too, so that a job's log shows what it waits for.
 */
export class StepsView {
  readonly #screen: Screen
  readonly #now: () => number
  readonly #running = new Map<string, { title: string; since: number; log: string }>()
  #notice = ''
  #drawn = 0
  #timer: NodeJS.Timeout | undefined

  constructor(screen: Screen, now: () => number = Date.now) {
    this.#screen = screen
    this.#now = now
  }

  /** Log lines are only a hint of what a step does; whoever wants them as lines prints them with {@link print}. */
  take(event: OperationEvent): void {
    if (event.type === 'step') this.#step(event.step)
    if (event.type === 'log') this.#log(event.step, event.lines.at(-1))
  }

  /** A line above those that are drawn anew. */
  print(line: string): void {
    this.#erase()
    this.#screen.write(`${line}\n`)
    this.#draw()
  }

  /** What the operation waits for; empty: nothing. Said once elsewhere than on a terminal. */
  notice(text: string): void {
    if (text === this.#notice) return
    this.#notice = text
    if (!this.#screen.isTerminal && text !== '') this.print(`… ${text}`)
    this.#redraw()
  }

  end(): void {
    this.#erase()
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#running.clear()
    this.#notice = ''
  }

  #step(step: Step): void {
    if (step.state === 'running') {
      this.#begin(step)
      return
    }
    this.#running.delete(step.key)
    if (hasEnded(step)) this.print(endedLine(step, this.#screen))
    else this.#redraw()
  }

  #begin(step: Step): void {
    const since = step.startedAt === null ? this.#now() : Math.min(this.#now(), Date.parse(step.startedAt))
    const isNew = !this.#running.has(step.key)
    this.#running.set(step.key, { title: safeLine(step.title), since, log: safeLine(step.detail) })
    if (this.#screen.isTerminal) {
      this.#timer ??= setInterval(() => this.#redraw(), drawEveryMs)
      this.#redraw()
    } else if (isNew) this.print(`… ${safeLine(step.title)}`)
  }

  #log(key: string | null, line: string | undefined): void {
    const running = key === null ? undefined : this.#running.get(key)
    if (running !== undefined && line !== undefined) running.log = safeLine(line).trim()
  }

  #redraw(): void {
    if (!this.#screen.isTerminal) return
    this.#erase()
    this.#draw()
  }

  #erase(): void {
    if (this.#drawn > 0) this.#screen.write(`\u001b[${this.#drawn}A\r\u001b[J`)
    this.#drawn = 0
  }

  #draw(): void {
    if (!this.#screen.isTerminal) return
    const lines = [...this.#running.values()].slice(-drawnLinesMax).map((each) => this.#runningLine(each))
    if (lines.length === 0 && this.#notice !== '') lines.push(cut(`… ${this.#notice}`, this.#screen.columns - 1))
    if (lines.length === 0) return
    this.#screen.write(lines.map((line) => `${line}\n`).join(''))
    this.#drawn = lines.length
  }

  #runningLine({ title, since, log }: { title: string; since: number; log: string }): string {
    const width = this.#screen.columns - 1
    const known = cut(`… ${title} ${duration(this.#now() - since)}`, width)
    const room = width - [...known].length - 2
    return room < 12 || log === '' ? known : `${known}  ${this.#screen.style('dim', cut(log, room))}`
  }
}

const hasEnded = (step: Step): step is Ended => step.state !== 'pending' && step.state !== 'running'

/** `✓ Build code 4.2 s: 3 files`. */
export function endedLine(step: Ended, screen: Pick<Screen, 'style'>): string {
  const time =
    step.startedAt === null || step.finishedAt === null || step.state === 'skipped'
      ? ''
      : ` ${screen.style('dim', duration(Date.parse(step.finishedAt) - Date.parse(step.startedAt)))}`
  const detail = step.detail === '' ? '' : `: ${safeLine(step.detail)}`
  return `${screen.style(styles[step.state], marks[step.state])} ${safeLine(step.title)}${time}${detail}`
}
