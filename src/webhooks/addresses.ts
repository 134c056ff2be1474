import ipaddr from 'ipaddr.js'

/** Returns whether a webhook may connect to an IP address: a public one, or one of the allowed addresses and networks. */
export function isReachableAddress(address: string, allowed: readonly string[]): boolean {
  if (isPublic(ipaddr.parse(address))) return true
  const plain = ipaddr.process(address)
  return allowed.some((entry) => {
    const [network, bits] = entry.includes('/')
      ? ipaddr.parseCIDR(entry)
      : ([ipaddr.parse(entry), plain.kind() === 'ipv4' ? 32 : 128] as const)
    return network.kind() === plain.kind() && plain.match(network, bits)
  })
}

const globalUnicast = ipaddr.parseCIDR('2000::/3')

/** Also false for IPv6 addresses that stand for an IPv4 address, such as ::ffff:10.0.0.1 or ::10.0.0.1. */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || address.match(globalUnicast)
}
