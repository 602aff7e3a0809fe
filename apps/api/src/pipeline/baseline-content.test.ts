import { environmentSpecification } from '@fun/compose-model/specification'
import { describe, expect, it } from 'vitest'
import { forbiddenTexts, personalRowsQuery, whyNotKept, withoutClientSecrets } from './baseline-content.ts'

const specification = environmentSpecification.parse({
  kind: 'production',
  release: 'teak',
  contactEmail: 'team@campus.example',
  lms: { host: 'lms.campus.example' },
})
const forbidden = forbiddenTexts({ SECRET_KEY: 'a"quoted\'secret', MYSQL_PASSWORD: 'kqW8-plain' }, specification)
const why = (dump: string) => whyNotKept(Buffer.from(`CREATE TABLE a (b int);\n${dump}`), forbidden)

describe('a dump is no baseline', () => {
  it.each([
    ["INSERT INTO `a` VALUES ('kqW8-plain');", 'it holds the secret MYSQL_PASSWORD'],
    [`INSERT INTO a VALUES ('a\\"quoted\\'secret');`, 'it holds the secret SECRET_KEY'],
    [
      `INSERT INTO a VALUES (0x${Buffer.from('kqW8-plain').toString('hex').toUpperCase()});`,
      'it holds the secret MYSQL_PASSWORD',
    ],
    ["INSERT INTO a VALUES ('https://lms.campus.example/x');", 'it holds the address lms.campus.example'],
    ["INSERT INTO a VALUES ('http://localhost:8083/');", 'it holds the address localhost:8083'],
    ["INSERT INTO a VALUES ('team@campus.example');", 'it holds the address team@campus.example'],
    ['DELIMITER ;;\nCREATE TRIGGER', 'the database has triggers'],
  ])('when it holds %s', (line, reason) => {
    expect(why(line)).toContain(reason)
  })

  it('and is one when it holds nothing of its environment', () => {
    expect(why("INSERT INTO `django_site` VALUES (1,'example.com','example.com');")).toBeUndefined()
  })
})

it('holds no secret of an OAuth client that a migration made', () => {
  const secret = 'Zk3nNoiseThatAMigrationMade0123456789'
  const dump = Buffer.concat([
    Buffer.from(`INSERT INTO c VALUES ('${secret}','é'),('`),
    Buffer.from([0xff]),
    Buffer.from("');"),
  ])
  const cleaned = withoutClientSecrets(dump, [secret])
  expect(cleaned?.includes(secret)).toBe(false)
  expect(cleaned?.toString('latin1')).toBe(dump.toString('latin1').replace(secret, '@fun-new-secret@'))
  expect(withoutClientSecrets(dump, ['short'])).toBeUndefined()
})

it('asks only for tables that exist', () => {
  expect(personalRowsQuery(new Set(['courses']))).toBeUndefined()
  expect(personalRowsQuery(new Set(['auth_user', 'django_session']))?.match(/FROM \w+/g)).toEqual([
    'FROM auth_user',
    'FROM auth_user',
    'FROM django_session',
  ])
})
