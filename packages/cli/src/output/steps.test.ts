import type { OperationEvent, Step } from '@fun/contract/resources'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Screen } from './screen.ts'
import { StepsView } from './steps.ts'

beforeEach(() => vi.useFakeTimers({ now: Date.parse('2026-11-25T12:00:10Z') }))
afterEach(() => vi.useRealTimers())

const esc = String.fromCharCode(27)

function screenOf(isTerminal: boolean): { screen: Screen; written: () => string } {
  let text = ''
  const screen: Screen = {
    isTerminal,
    columns: isTerminal ? 60 : Infinity,
    hasColours: false,
    write: (more) => {
      text += more
    },
    style: (_style, plain) => plain,
  }
  return { screen, written: () => text }
}

const step = (over: Partial<Step>): OperationEvent => ({
  type: 'step',
  sequence: 1,
  at: '2026-11-25T12:00:00Z',
  step: {
    key: 'build',
    position: 0,
    title: 'Build code',
    state: 'running',
    detail: '',
    startedAt: '2026-11-25T12:00:00.000Z',
    finishedAt: null,
    ...over,
  },
})
const ended = { state: 'succeeded', detail: '3 files', finishedAt: '2026-11-25T12:00:04.200Z' } as const
const log = (line: string): OperationEvent => ({
  type: 'log',
  sequence: 2,
  at: '',
  step: 'build',
  stream: 'stdout',
  lines: [line],
})

describe('where nobody looks', () => {
  test('a step is a line when it begins and one when it ends, and no escape code is written', () => {
    const { screen, written } = screenOf(false)
    const view = new StepsView(screen)
    view.notice('Waiting: another deploy runs')
    view.notice('Waiting: another deploy runs')
    view.take(step({}))
    view.take(step({ detail: 'half' }))
    view.take(log('Collecting Django'))
    view.take(step(ended))
    view.take(step({ key: 'node', title: 'Build node', state: 'skipped', detail: 'reused', startedAt: null }))
    view.end()
    expect(written()).toBe(
      '… Waiting: another deploy runs\n… Build code\n✓ Build code 4.2 s: 3 files\n- Build node: reused\n',
    )
  })

  test('what a step is called cannot steer the terminal of who reads the log', () => {
    const { screen, written } = screenOf(false)
    new StepsView(screen).take(step({ ...ended, title: `Build${esc}[2J`, detail: `${esc}]0;x` }))
    expect(written()).not.toContain(esc)
  })
})

describe('on a terminal', () => {
  test('a step under way is one line that is drawn anew, with its time and what its log says', () => {
    const { screen, written } = screenOf(true)
    const view = new StepsView(screen)
    view.take(step({}))
    view.take(log('Collecting Django'))
    vi.advanceTimersByTime(1_000)
    expect(shown(written())).toEqual(['… Build code 11 s  Collecting Django'])
    view.take(step(ended))
    expect(shown(written())).toEqual(['✓ Build code 4.2 s: 3 files'])
    view.end()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a drawn line never wraps, or it could not be taken away again', () => {
    const { screen, written } = screenOf(true)
    const view = new StepsView(screen)
    view.take(step({ title: 'x'.repeat(100) }))
    view.take(log('y'.repeat(100)))
    vi.advanceTimersByTime(400)
    for (const line of shown(written())) expect([...line].length).toBeLessThan(60)
    view.end()
  })

  test('lines that are printed stand above what is drawn anew', () => {
    const { screen, written } = screenOf(true)
    const view = new StepsView(screen)
    view.take(step({}))
    view.print('The portal does not answer; trying again …')
    expect(shown(written())).toEqual(['The portal does not answer; trying again …', '… Build code 10 s'])
    view.end()
    expect(shown(written())).toEqual(['The portal does not answer; trying again …'])
  })
})

/** What a terminal would show: `ESC[nA` goes up n lines, `ESC[J` clears from there on. */
function shown(text: string): string[] {
  const lines = ['']
  const piece = new RegExp(`${esc}\\[(\\d+)A|${esc}\\[J|\\r|\\n|[^${esc}\\r\\n]+`, 'g')
  for (const [whole, up] of text.matchAll(piece)) {
    if (up !== undefined) lines.splice(lines.length - Number(up), Number(up))
    else if (whole === '\n') lines.push('')
    else if (!whole.startsWith(esc) && whole !== '\r') lines[lines.length - 1] += whole
    else if (whole.startsWith(esc)) lines[lines.length - 1] = ''
  }
  return lines.slice(0, -1)
}
