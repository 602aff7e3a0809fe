import { storedSpecification } from '@fun/compose-model/specification'
import { expect, test } from 'vitest'
import { dnsNeedOf, machineOf, sitesOf } from './domains.ts'

const specificationOf = (more: object) => storedSpecification.parse({ kind: 'production', ...more })

test('an address has a port unless it is the web’s own, and runserver’s are there in development only', () => {
  const lms = { host: 'learn.example.org', port: 80 }
  const cms = { host: 'studio.example.org' }
  expect(sitesOf(specificationOf({ lms, cms })).map(({ url }) => url)).toEqual([
    'http://learn.example.org/',
    'http://studio.example.org:8083/',
  ])
  expect(sitesOf(specificationOf({ kind: 'development', lms, cms })).map(({ key, port }) => [key, port])).toEqual([
    ['lms', 80],
    ['cms', 8083],
    ['lmsDevelopment', 8072],
    ['cmsDevelopment', 8082],
  ])
})

test('a record is asked for only where a name needs one, and its value is said only where it is known', () => {
  expect(dnsNeedOf('localhost', '0.0.0.0')).toEqual({ kind: 'local' })
  expect(dnsNeedOf('LMS.localhost', '0.0.0.0')).toEqual({ kind: 'local' })
  expect(dnsNeedOf('192.0.2.7', '0.0.0.0')).toEqual({ kind: 'address' })
  expect(dnsNeedOf('learn.example.org', '192.0.2.7')).toEqual({ kind: 'bound', type: 'A', value: '192.0.2.7' })
  expect(dnsNeedOf('learn.example.org', '2001:db8::7')).toEqual({ kind: 'bound', type: 'AAAA', value: '2001:db8::7' })
  expect(dnsNeedOf('learn.example.org', '127.0.0.1')).toEqual({ kind: 'loopback', type: 'A', value: null })
  expect(dnsNeedOf('learn.example.org', '::1')).toEqual({ kind: 'loopback', type: 'AAAA', value: null })
  expect(dnsNeedOf('learn.example.org', '0.0.0.0')).toEqual({ kind: 'every', type: 'A', value: null })
  expect(dnsNeedOf('learn.example.org', '::')).toEqual({ kind: 'every', type: 'AAAA', value: null })
})

test('an engine on another machine names it', () => {
  expect(machineOf('tcp://10.0.0.5:2376')).toBe('10.0.0.5')
  expect(machineOf('ssh://fun@edge.example.org')).toBe('edge.example.org')
  expect(machineOf('/var/run/docker.sock')).toBeNull()
  expect(machineOf('unix:///var/run/docker.sock')).toBeNull()
})
