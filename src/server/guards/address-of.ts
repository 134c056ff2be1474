import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

/**
 * Returns the IP address of the client, as seen by the outermost of the trusted proxies; if that proxy named no address, its own.
 * Entries are counted before they are parsed, so that an entry which a proxy wrote in another form is not replaced by one that the
 * client sent itself.
 */
export function addressOf(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedProxies: number,
): string {
  const forwarded = headers['x-forwarded-for']
  const path = [...(forwarded === undefined ? [] : String(forwarded).split(',')), socket.remoteAddress ?? '']
  const believed = path.slice(-1 - trustedProxies).map(parsedAddress)
  return believed.find((address) => address !== null) ?? ''
}

/** Returns the address of an entry such as `1.2.3.4`, `1.2.3.4:80`, `::1`, `[::1]` or `"[::1]:80"`; null for anything else. */
function parsedAddress(entry: string): string | null {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  return ipaddr.isValid(address) ? address : null
}

/** Returns an IPv4 address as it is, and of an IPv6 address the network, because a customer has many addresses. */
export function networkOf(address: string): string {
  if (address === '') return 'unknown'
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString()
}
