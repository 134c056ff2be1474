import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/server/guards/address-of.ts'

/** Returns the address of a request that arrives from 10.0.0.1. */
function clientOf(forwarded: string | undefined, trustedProxies: number): string {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: '10.0.0.1' })
  const req = new IncomingMessage(socket)
  if (forwarded !== undefined) req.headers['x-forwarded-for'] = forwarded
  return addressOf(req, trustedProxies)
}

describe('the address of a client', () => {
  it.each([
    ['is that of the connection without proxies', '6.6.6.6', 0, '10.0.0.1'],
    ['is that of the connection without the header', undefined, 1, '10.0.0.1'],
    ['is the entry of the proxy', '6.6.6.6, 1.2.3.4', 1, '1.2.3.4'],
    ['is the entry of the outer of two proxies', '6.6.6.6, 1.2.3.4, 10.0.0.2', 2, '1.2.3.4'],
    ['is the first entry if there are fewer proxies than trusted', '1.2.3.4', 3, '1.2.3.4'],
  ])('%s', (_what, forwarded, trustedProxies, address) => {
    expect(clientOf(forwarded, trustedProxies)).toBe(address)
  })

  it.each([
    ['1.2.3.4:56', '1.2.3.4'],
    [' 1.2.3.4 ', '1.2.3.4'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:56', '2001:db8::1'],
    ['"[2001:db8::1]:56"', '2001:db8::1'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
  ])('is read from the entry %s, whatever the client sent before it', (entry, address) => {
    expect(clientOf(`6.6.6.6,${entry}`, 1)).toBe(address)
  })

  it.each(['unknown', '', '_hidden', '1.2.3.4:port', '[1.2.3'])(
    'is that of the proxy if its entry is %j, never what the client sent',
    (entry) => {
      expect(clientOf(`6.6.6.6,${entry}`, 1)).toBe('10.0.0.1')
    },
  )
})
