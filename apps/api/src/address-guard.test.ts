import { describe, expect, it } from 'vitest'
import { createAddressGuard, isAllowEntry, isPrivateAddress } from './address-guard.ts'

describe('addresses that the internet does not route', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '203.0.113.7',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '4000::1',
    'fc00::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'no address',
    '',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
    expect(createAddressGuard([]).refusal('host.example', [address])).toContain('host.example')
  })

  it.each(['1.1.1.1', '100.63.255.255', '172.32.0.1', '192.169.0.1', '::ffff:1.1.1.1', '2606:4700::1111'])(
    '%s is not',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false)
      expect(createAddressGuard([]).refusal('host.example', [address])).toBeUndefined()
    },
  )
})

describe('what the server allows beside the internet', () => {
  it('is an address, a range or a host by name, and nothing beside it', () => {
    const guard = createAddressGuard(['10.1.0.0/16', '192.168.7.7', 'fd12::/16', 'Chat.Internal', '::1'])
    for (const address of ['10.1.2.3', '192.168.7.7', 'fd12::9', '::ffff:10.1.2.3', '::1'])
      expect(guard.refusal('host', [address])).toBeUndefined()
    for (const address of ['10.2.0.1', '192.168.7.8', 'fd13::1', '127.0.0.1'])
      expect(guard.refusal('host', [address])).toContain(address)
    expect(guard.refusal('chat.internal.', ['10.9.9.9'])).toBeUndefined()
    expect(guard.refusal('chat.internal.example', ['10.9.9.9'])).toBeDefined()
  })

  it('one refused address refuses a host with several, and so does none', () => {
    const guard = createAddressGuard(['10.1.0.0/16'])
    expect(guard.refusal('host', ['1.1.1.1', '10.1.0.1', '10.2.0.1'])).toContain('10.2.0.1')
    expect(guard.refusal('host', [])).toContain('no address')
  })

  it('is read from entries that are one of these', () => {
    for (const entry of ['10.0.0.0/8', 'fd00::/8', '::1', '10.0.0.1', 'chat.internal', 'mattermost'])
      expect(isAllowEntry(entry)).toBe(true)
    for (const entry of ['', 'http://chat', '10.0.0.0/33', 'a b', '*', '-x', 'chat/'])
      expect(isAllowEntry(entry)).toBe(false)
  })
})
