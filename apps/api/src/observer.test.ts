import type { ObservedContainer } from '@fun/reconcile/stack'
import { expect, it } from 'vitest'
import { stackState } from './observer.ts'

const container = (facts: Partial<ObservedContainer>): ObservedContainer => ({
  id: 'a',
  name: 'demo-lms-1',
  service: 'lms',
  number: 1,
  oneOff: false,
  state: 'running',
  health: 'healthy',
  configHash: '',
  imageId: '',
  imageReference: 'lms:1',
  labels: {},
  drift: [],
  ...facts,
})
const health = (containers: Partial<ObservedContainer>[], wanted = 'running') =>
  stackState(containers.map(container), wanted).health

it('is healthy when every container is, whether or not one-offs ran', () => {
  expect(health([{}, { health: 'none' }, { oneOff: true, state: 'exited' }])).toBe('healthy')
})

it('is degraded when some do not run, failed when none does, and stopped when that was asked for', () => {
  expect(health([{}, { state: 'exited' }])).toBe('degraded')
  expect(health([{ state: 'exited' }, { state: 'exited' }])).toBe('failed')
  expect(health([{ state: 'exited' }], 'stopped')).toBe('stopped')
  expect(health([], 'absent')).toBe('unknown')
  expect(health([], 'running')).toBe('failed')
})

it('is starting while containers start', () => {
  expect(health([{}, { health: 'starting' }])).toBe('starting')
})
