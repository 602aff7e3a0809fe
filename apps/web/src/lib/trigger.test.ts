import { expect, test } from 'vitest'
import { triggerOf } from './trigger.ts'

test.each([
  ['user:olga@example.org', { kind: 'person', address: 'olga@example.org' }],
  [
    'token:olga@example.org (my (old) laptop)',
    { kind: 'token', address: 'olga@example.org', token: 'my (old) laptop' },
  ],
  ['service-account:github-actions', { kind: 'serviceAccount', name: 'github-actions' }],
  ['owner-token:owner', { kind: 'ownerToken', name: 'owner' }],
  ['webhook platform', { kind: 'push', name: 'platform' }],
  ['poll platform', { kind: 'poll', name: 'platform' }],
  ['schedule', { kind: 'schedule' }],
  ['token:without a token', { kind: 'other', name: 'token:without a token' }],
  ['webhook', { kind: 'other', name: 'webhook' }],
  ['something else', { kind: 'other', name: 'something else' }],
])('%s', (label, trigger) => {
  expect(triggerOf(label)).toEqual(trigger)
})
