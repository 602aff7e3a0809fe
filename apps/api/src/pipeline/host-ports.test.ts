import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { addressesCollide, listeningSockets, parseListening, processOf } from './host-ports.ts'

const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

it('reads listening IPv4 and IPv6 sockets and leaves connections out', () => {
  const text = `${header}   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 4242 1 0
   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  0  0 4243 1 0
   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4244 1 0
   3: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4245 1 0
`
  expect(parseListening(text)).toEqual([
    { address: '127.0.0.1', port: 8080, inode: '4242' },
    { address: '0:0:0:0:0:0:0:1', port: 80, inode: '4244' },
    { address: '::', port: 443, inode: '4245' },
  ])
})

it('knows that a socket on every address holds each of them', () => {
  expect(addressesCollide('0.0.0.0', '127.0.0.1')).toBe(true)
  expect(addressesCollide('::', '127.0.0.1')).toBe(true)
  expect(addressesCollide('127.0.0.1', '0.0.0.0')).toBe(true)
  expect(addressesCollide('10.0.0.1', '127.0.0.1')).toBe(false)
})

it('names the process that holds a port', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = (await listeningSockets()).find((each) => each.port === port)
  expect(await processOf(socket?.inode ?? '')).toContain(`process ${process.pid}`)
  await new Promise((resolve) => server.close(resolve))
})
