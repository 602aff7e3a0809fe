import { expect, it } from 'vitest'
import { repositoryUnreachable, withoutCredentials } from './git-problems.ts'

it.each([
  ['https://robot:secret-word@git.example.org/x', 'https://[redacted]@git.example.org/x'],
  [
    "unable to access 'https://secret-word@git.example.org/x/': no",
    "unable to access 'https://[redacted]@git.example.org/x/': no",
  ],
  ['HTTPS://a:b@c@git.example.org:8443/x@y', 'HTTPS://[redacted]@git.example.org:8443/x@y'],
  ['ssh://git:secret-word@git.example.org/x', 'ssh://[redacted]@git.example.org/x'],
  ['ssh://git@git.example.org/x', 'ssh://git@git.example.org/x'],
  ['git@git.example.org:team/x', 'git@git.example.org:team/x'],
  ['https://git.example.org/x?mail=a@b', 'https://git.example.org/x?mail=a@b'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutCredentials({}, text)).toBe(shown)
})

it('the password of a source is in no problem, also not in the form that git sends', () => {
  const credentials = { user: 'robot', password: 'secret-word' }
  const sent = Buffer.from('robot:secret-word').toString('base64')
  const source = { id: '1', url: 'https://git.example.org/x', credentials }
  const { detail } = repositoryUnreachable(source, `secret-word and ${sent} were refused`)
  expect(detail).not.toMatch(/secret-word|cm9ib3Q/)
  expect(detail).toContain('git.example.org/x could not be read')
})
