import { expect, it } from 'vitest'
import { renderEnvironment } from '../render-environment.ts'
import { sampleInput } from '../sample-input.ts'
import { parseAccessLog } from './access-log.ts'

const line = (end: string, request = 'GET /courses HTTP/1.1', agent = 'Mozilla/5.0') =>
  `172.18.0.1 - - [25/Nov/2026:09:30:00 +0000] "${request}" 200 5120 "-" "${agent}" ${end}`

it('a request says which system answered, with what, and how long that took', () => {
  expect(parseAccessLog(line('lms 0.130 0.125'))).toEqual({ system: 'lms', status: 200, upstreamSeconds: 0.125 })
  expect(parseAccessLog(line('cms 0.000 -'))).toEqual({ system: 'cms', status: 200, upstreamSeconds: null })
})

it('servers that were tried after one another count together', () => {
  expect(parseAccessLog(line('lms 5.200 5.000, 0.200'))?.upstreamSeconds).toBeCloseTo(5.2)
  expect(parseAccessLog(line('lms 5.200 -, 0.200'))?.upstreamSeconds).toBeCloseTo(0.2)
  expect(parseAccessLog(line('lms 0.300 0.100 : 0.200'))?.upstreamSeconds).toBeCloseTo(0.3)
})

it('what a visitor sends cannot pass for another status or time', () => {
  const forged = line('lms 0.130 0.125', 'GET / HTTP/1.1', String.raw`x\x22 500 1 \x22-\x22 \x22-\x22 cms 9.0 9.0`)
  expect(parseAccessLog(forged)).toEqual({ system: 'lms', status: 200, upstreamSeconds: 0.125 })
})

it('a line without the times is told apart', () => {
  expect(parseAccessLog(line('').trimEnd())).toBeUndefined()
  expect(parseAccessLog('2026/11/25 09:30:00 [notice] 7#7: signal process started')).toBeUndefined()
})

it('nginx logs each system in its own format, and its own health check not at all', () => {
  const rendered = renderEnvironment(sampleInput({ kind: 'production', release: 'teak' }))
  const nginx = rendered.configuration.find(({ name }) => name === 'nginx')
  const content = nginx?.files.find(({ path }) => path === 'nginx.conf')?.content ?? ''
  expect(content.match(/access_log .*;/g)).toEqual([
    'access_log off;',
    'access_log /dev/stdout lms;',
    'access_log /dev/stdout cms;',
  ])
  for (const system of ['lms', 'cms']) expect(content).toContain(`log_format ${system} '$remote_addr`)
})
