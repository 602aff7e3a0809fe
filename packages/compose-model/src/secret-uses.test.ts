import { expect, it } from 'vitest'
import { sampleInput } from './sample-input.ts'
import { secretUses } from './secret-uses.ts'

it('says which services are given a secret and which settings name it', () => {
  const uses = secretUses(
    sampleInput({
      kind: 'production',
      release: 'teak',
      mysql: { mode: 'external', host: 'db.example.org', passwordSecret: 'DATABASE_PASSWORD' },
      settings: { lms: { EMAIL_HOST_PASSWORD: '${MAIL_PASSWORD}' } },
    }),
  )
  expect(uses.MAIL_PASSWORD?.settings).toEqual(['lms.EMAIL_HOST_PASSWORD'])
  expect(uses.MAIL_PASSWORD?.services).toContain('lms')
  expect(uses.DATABASE_PASSWORD?.services).toEqual(expect.arrayContaining(['cms', 'lms']))
  expect(uses).not.toHaveProperty('MYSQL_ROOT_PASSWORD')
})

it.each(['ginkgo', 'koa', 'teak', 'verawood'] as const)(
  'every generated secret that %s needs is used somewhere',
  (release) => {
    const uses = secretUses(sampleInput({ kind: 'development', release }))
    expect(Object.keys(uses)).toEqual(expect.arrayContaining(['MYSQL_PASSWORD', 'SECRET_KEY']))
    for (const [name, { services }] of Object.entries(uses)) expect(services, name).not.toEqual([])
  },
)
