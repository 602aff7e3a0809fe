import { expect, it } from 'vitest'
import { createBody, interpolateService, sizeBytes } from './create-body.ts'
import { refusal } from './engine-client.ts'
import { DiskFull, ImageMissing, PortTaken } from './errors.ts'
import { LineSplitter } from './log-lines.ts'

const project = { name: 'demo', services: {}, networks: { default: {} }, volumes: { data: { name: 'elsewhere' } } }

it('a Compose service becomes an engine container with the same ports, mounts, limits and checks', () => {
  const body = createBody(
    project,
    {
      image: 'i:1',
      ports: [{ target: 8000, published: '8072', host_ip: '127.0.0.1', protocol: 'tcp' }],
      volumes: [
        { type: 'volume', source: 'data', target: '/data' },
        { type: 'bind', source: '/src', target: '/code', read_only: true },
      ],
      tmpfs: ['/tmp:mode=1777', '/run'],
      healthcheck: { test: ['CMD', 'true'], interval: '10s', timeout: '1m', retries: 3 },
      mem_limit: '1.5g',
      stop_grace_period: '1m30s',
    },
    { name: 'demo-lms-1', labels: {}, serviceName: 'lms' },
  )
  expect(body.StopTimeout).toBe(90)
  expect(body.Healthcheck).toEqual({ Test: ['CMD', 'true'], Interval: 10e9, Timeout: 60e9, Retries: 3 })
  expect(body.NetworkingConfig?.EndpointsConfig).toEqual({ demo_default: { Aliases: ['lms'] } })
  expect(body.HostConfig).toMatchObject({
    PortBindings: { '8000/tcp': [{ HostIp: '127.0.0.1', HostPort: '8072' }] },
    Mounts: [
      { Type: 'volume', Source: 'elsewhere', Target: '/data', ReadOnly: false },
      { Type: 'bind', Source: '/src', Target: '/code', ReadOnly: true },
    ],
    Tmpfs: { '/tmp': 'mode=1777', '/run': '' },
    Memory: 1610612736,
  })
})

it('secrets are put in just before a container is made, in environment, command and health check', () => {
  const service = { image: 'i:1', environment: { A: '${X}', B: '$$HOME' }, command: ['--password=${X}'] }
  expect(interpolateService(service, { X: 'y' })).toEqual({
    image: 'i:1',
    environment: { A: 'y', B: '$HOME' },
    command: ['--password=y'],
  })
})

it('sizes are Compose sizes', () => {
  expect(['512m', '123b', '1024', '2gb'].map(sizeBytes)).toEqual([536870912, 123, 1024, 2147483648])
})

it('refusals of the engine get their class from its own words', () => {
  const port = refusal(
    'start x',
    500,
    'driver failed: Bind for 127.0.0.1:8073 failed: port is already allocated',
    'here',
  )
  expect(port).toBeInstanceOf(PortTaken)
  expect(port.facts).toEqual({ address: '127.0.0.1', port: 8073 })
  const listen = 'Error starting userland proxy: listen tcp4 127.0.0.1:8073: bind: address already in use'
  expect(refusal('start x', 500, listen, 'here')).toBeInstanceOf(PortTaken)
  expect(refusal('create x', 404, 'No such image: a:b', 'here')).toBeInstanceOf(ImageMissing)
  expect(refusal('create x', 500, 'write /x: no space left on device', 'here')).toBeInstanceOf(DiskFull)
})

it('lines and characters that are cut by chunks come out whole', () => {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  const bytes = Buffer.from('un été\r\ndeux')
  for (const byte of bytes) splitter.push(Buffer.from([byte]))
  splitter.end()
  expect(lines).toEqual(['un été', 'deux'])
})
