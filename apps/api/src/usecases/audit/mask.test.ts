import { expect, it } from 'vitest'
import { masked } from './mask.ts'

it('takes what stands under a key that sounds secret, at any depth', () => {
  expect(
    masked({
      url: 'https://example.org',
      credentials: { user: 'a', password: 'b' },
      specification: { settings: { lms: { AWS_SECRET_ACCESS_KEY: 'c', EMAIL_HOST_PASSWORD: ['d', 5], NAME: 'e' } } },
    }),
  ).toEqual({
    url: 'https://example.org',
    credentials: { user: '[redacted]', password: '[redacted]' },
    specification: {
      settings: {
        lms: { AWS_SECRET_ACCESS_KEY: '[redacted]', EMAIL_HOST_PASSWORD: ['[redacted]', '[redacted]'], NAME: 'e' },
      },
    },
  })
})

it('takes values of secrets, and leaves their names and placeholders', () => {
  expect(masked({ secrets: { A: 'value' } })).toEqual({ secrets: { A: '[redacted]' } })
  const names = {
    token: '01a21168-768f-70c7-b0f5-b7a01fe6d560',
    secrets: ['A', 'B'],
    mysql: { passwordSecret: 'A' },
    SECRET_KEY: '${SECRET_KEY}',
    hasToken: true,
  }
  expect(masked(names)).toEqual(names)
})
