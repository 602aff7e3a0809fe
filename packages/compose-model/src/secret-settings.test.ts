import { expect, it } from 'vitest'
import { maskedSettings } from './secret-settings.ts'

it('takes what stands under a name that sounds secret, at any depth, and passwords in URLs', () => {
  expect(
    maskedSettings(
      {
        EMAIL_HOST_PASSWORD: 'a',
        AWS: { SECRET_ACCESS_KEY: ['b', 5], BUCKET: 'bucket' },
        SOCIAL_AUTH_OAUTH_SECRETS: { provider: 'c' },
        CACHE: 'redis://user:d@cache.example.org:6379/0',
      },
      'x',
    ),
  ).toEqual({
    EMAIL_HOST_PASSWORD: 'x',
    AWS: { SECRET_ACCESS_KEY: ['x', 'x'], BUCKET: 'bucket' },
    SOCIAL_AUTH_OAUTH_SECRETS: { provider: 'x' },
    CACHE: 'redis://user:x@cache.example.org:6379/0',
  })
})

it('leaves placeholders, switches and everything else', () => {
  const settings = {
    SECRET_KEY: '${SECRET_KEY}',
    EMAIL_HOST_PASSWORD: '',
    FEATURES: { ENABLE_OAUTH2_TOKENS: true, TOKEN: null },
    EMAIL_HOST: 'mail.example.org',
    HELP: 'https://help.example.org/@people',
    WORKERS: 4,
  }
  expect(maskedSettings(settings, 'x')).toEqual(settings)
})
