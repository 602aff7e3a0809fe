import { describe, expect, it } from 'vitest'
import { PortTaken } from '../adapters/docker/errors.ts'
import { applyFailure } from './apply-failure.ts'
import { Failure, failureProblem } from './failure.ts'
import { RunLog } from './run-log.ts'
import { type StepRecord, Steps } from './steps.ts'

function harness(known: Array<[string, number]> = []) {
  const records: StepRecord[] = []
  const lines: string[] = []
  const controller = new AbortController()
  const log = new RunLog((step, _stream, line) => lines.push(`${step}: ${line}`))
  const steps = new Steps(async (record) => void records.push(record), log, controller.signal, known)
  return {
    records,
    lines,
    controller,
    log,
    steps,
    states: () => records.map(({ key, position, state }) => `${position} ${key} ${state}`),
  }
}

describe('steps', () => {
  it('are recorded in the order in which they were declared, whatever begins first', async () => {
    const { steps, states } = harness()
    await steps.declare('one', 'One')
    await steps.declare('two', 'Two')
    await steps.run('two', 'Two', async () => undefined)
    await steps.run('one', 'One', async () => undefined)
    expect(states()).toEqual([
      '1 one pending',
      '2 two pending',
      '2 two running',
      '2 two succeeded',
      '1 one running',
      '1 one succeeded',
    ])
  })

  it('go on with the positions of an earlier attempt', async () => {
    const { steps, states } = harness([
      ['fetch', 1],
      ['plan', 7],
    ])
    await steps.run('fetch', 'Fetch', async () => undefined)
    await steps.declare('new', 'New')
    expect(states()).toEqual(['1 fetch running', '1 fetch succeeded', '8 new pending'])
  })

  it('fail with the failure, and are cancelled when the operation is', async () => {
    const { steps, records, controller } = harness()
    await expect(steps.run('a', 'A', () => Promise.reject(new Error('broken\nmore')))).rejects.toThrow('broken')
    expect(records.at(-1)).toMatchObject({ state: 'failed', detail: 'broken' })
    const running = steps.run('b', 'B', async () => {
      controller.abort(new Error('cancel'))
      controller.signal.throwIfAborted()
    })
    await expect(running).rejects.toThrow('cancel')
    expect(records.at(-1)).toMatchObject({ key: 'b', state: 'cancelled' })
    await expect(steps.run('c', 'C', async () => undefined)).rejects.toThrow('cancel')
  })

  it('show no secret in lines, tails and details', async () => {
    const { steps, lines, log, records } = harness()
    log.protect(['s3cret-value'])
    await steps.run('a', 'A', async (step) => {
      step.line('password s3cret-value\nsecond')
      step.detail('with s3cret-value')
    })
    expect(lines).toEqual(['a: password [redacted]', 'a: second'])
    expect(log.tail('a')).toEqual(['password [redacted]', 'second'])
    expect(records.at(-1)?.detail).toBe('with [redacted]')
  })
})

describe('what went wrong on the engine', () => {
  const engineError = (code: string, facts: Record<string, unknown>) =>
    Object.assign(new Error('it failed'), { code, facts })

  it('is a migration that failed, with its traceback and a cure', () => {
    const failure = applyFailure(
      engineError('job-failed', { job: 'migrate-lms', lastLines: ['Traceback', 's3cret-value'] }),
    )
    if (!(failure instanceof Failure)) throw new Error('no failure')
    const problem = failureProblem(failure, (text) => text.replaceAll('s3cret-value', '[redacted]'))
    expect(problem).toMatchObject({ code: 'migration-failed', status: 422, log: ['Traceback', '[redacted]'] })
    expect(problem.cure).not.toBe('')
  })

  it('ends as a sentence, so that the cure can follow it', () => {
    expect(applyFailure(engineError('port-taken', {}))).toMatchObject({ code: 'port-taken', detail: 'it failed.' })
    expect(applyFailure(new PortTaken('127.0.0.1', 8073))).toMatchObject({
      detail: 'Port 8073 on 127.0.0.1 is in use.',
    })
  })

  it('is none of the operation when the engine did not answer', () => {
    const error = engineError('engine-unreachable', {})
    expect(applyFailure(error)).toBe(error)
  })

  it('is told by the container that did not start, with its health log', () => {
    const failure = applyFailure(
      engineError('container-not-ready', { lastLines: ['SyntaxError'], healthLog: ['refused'] }),
    )
    expect(failure).toMatchObject({ code: 'deploy-failed', log: ['SyntaxError', 'refused'] })
  })
})
