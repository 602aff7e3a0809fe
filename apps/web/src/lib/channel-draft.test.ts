import { channelKind, createNotificationChannel } from '@fun/contract/notifications'
import { expect, test } from 'vitest'
import { channelRequestOf, emptyChannel, problemsOfChannel } from './channel-draft.ts'

const filled = {
  ...emptyChannel,
  name: 'team',
  to: 'ops@example.org, dev@example.org',
  url: 'https://hooks.example.org/x',
  topic: 'fun',
}

test.each(channelKind.options)('a filled form of kind %s is what the contract takes', (kind) => {
  const draft = { ...filled, kind }
  expect([...problemsOfChannel(draft)]).toEqual([])
  expect(createNotificationChannel.parse(channelRequestOf(draft)).settings.kind).toBe(kind)
})

test('addresses may be parted by commas, semicolons, spaces or lines', () => {
  const to = 'a@example.org;b@example.org\nc@example.org  d@example.org,'
  expect(channelRequestOf({ ...filled, to }).settings).toMatchObject({
    to: ['a@example.org', 'b@example.org', 'c@example.org', 'd@example.org'],
  })
})

test('what does not fit is told by the field that it was typed in', () => {
  expect([...problemsOfChannel({ ...emptyChannel, to: 'nobody' }).keys()].sort()).toEqual(['name', 'to'])
  expect([...problemsOfChannel({ ...emptyChannel, name: 'a team', kind: 'slack', url: 'ftp://x' }).keys()]).toEqual([
    'name',
    'url',
  ])
  expect([...problemsOfChannel({ ...filled, kind: 'webhook', secret: 'short' }).keys()]).toEqual(['secret'])
})
