import { expect, it } from 'vitest'
import { keepPayload } from './payload.ts'

const redact = (text: string) => text.replaceAll('s3cr3t-value', '[redacted]')
const keep = (payload: unknown, bytes = 100) => keepPayload(payload, bytes, redact)

it('keeps a payload as it came but for what is secret', () => {
  const payload = {
    ref: 'refs/heads/main',
    secret: 'whatever',
    installation: { access_token: 'abc', token: 7, tokens: 3, id: 5 },
    repository: { clone_url: 'https://me:pass@example.org/x.git', stars: 1, private: true, parent: null },
    commits: [{ message: 's3cr3t-value and ghp_abcdefghijklmnopqrstuvwxyz0123 and glpat-abcdefghijklmnopqrst' }],
  }
  expect(keep(payload)).toEqual({
    payload: {
      ref: 'refs/heads/main',
      secret: '[redacted]',
      installation: { access_token: '[redacted]', token: '[redacted]', tokens: 3, id: 5 },
      repository: { clone_url: 'https://[redacted]@example.org/x.git', stars: 1, private: true, parent: null },
      commits: [{ message: '[redacted] and [redacted] and [redacted]' }],
    },
    payloadBytes: 100,
    payloadShortened: false,
  })
})

it('shortens what is longer than 256 kB, and says so', () => {
  const kept = keep({ list: Array.from({ length: 100 }, (_, index) => index), text: 'x'.repeat(5_000) }, 2_000_000)
  expect(kept).toMatchObject({ payloadBytes: 2_000_000, payloadShortened: true })
  expect(kept.payload).toEqual({ list: Array.from({ length: 20 }, (_, index) => index), text: `${'x'.repeat(2_000)}…` })
})

it('masks a secret before it cuts a long text', () => {
  const { payload } = keep({ text: `${'x'.repeat(1_995)}s3cr3t-value` }, 2_000_000)
  expect(JSON.stringify(payload)).not.toContain('s3cr3')
})

it('goes only so deep', () => {
  let deep: unknown = 'end'
  for (let index = 0; index < 5_000; index++) deep = [deep]
  expect(JSON.stringify(keep(deep).payload).length).toBeLessThan(200)
})
