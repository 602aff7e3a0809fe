import { expect, test } from 'vitest'
import { withSettings } from './specification.ts'

test('fields are set at their path, as JSON where it reads as such, and the original is left alone', () => {
  const start = { kind: 'production', lms: { port: 8073 } }
  const settings = [
    'lms.port=8173',
    'lms.smokePath=/courses',
    'platformName=My University',
    'cms.smokePath=null',
    'a.b.c=true',
  ]
  expect(withSettings(start, settings, [])).toEqual({
    kind: 'production',
    lms: { port: 8173, smokePath: '/courses' },
    platformName: 'My University',
    cms: { smokePath: null },
    a: { b: { c: true } },
  })
  expect(start).toEqual({ kind: 'production', lms: { port: 8073 } })
})

test('a text with an equals sign stays whole', () => {
  expect(withSettings({}, ['contactEmail=a=b'], [])).toEqual({ contactEmail: 'a=b' })
})

test('fields are removed', () => {
  expect(withSettings({ lms: { port: 1, memoryBytesMax: 2 } }, [], ['lms.memoryBytesMax', 'cms'])).toEqual({
    lms: { port: 1 },
  })
})

test.each(['novalue', '=1', 'kind.sub=1', '__proto__.polluted=1', 'a..b=1', 'constructor.prototype.x=1'])(
  'a setting that names no field is refused or stays a field: %s',
  (setting) => {
    try {
      withSettings({ kind: 'production' }, [setting], [])
    } catch (error) {
      expect(error).toHaveProperty('exitCode', 2)
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  },
)

test.each([
  ['reference=release', '--ref release'],
  ['reference=', '--ref'],
  ['branch=main', '--ref main'],
  ['autoDeploy=false', '--auto-deploy off'],
])('%s leads to the option %s', (setting, cure) => {
  expect(() => withSettings({}, [setting], [])).toThrow(
    expect.objectContaining({ exitCode: 2, cure: `It is an option: ${cure}` }),
  )
})
