import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'

/** Returns the origin for links to this server: `PUBLIC_URL`, or the host that the request was sent to. */
export function originOf({ publicUrl }: Pick<Config, 'publicUrl'>, { headers, socket }: IncomingMessage): string {
  if (publicUrl !== null) return publicUrl
  const named = `http://${headers.host ?? ''}`
  // The client controls this header, so only a host and a port are accepted.
  if (/^http:\/\/[^/?#@\\]+$/.test(named) && URL.canParse(named)) return new URL(named).origin
  const address = socket.localAddress ?? 'localhost'
  return `http://${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
}
