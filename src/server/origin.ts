import type { IncomingMessage } from 'node:http'
import type { Config } from '../config.ts'

/** Where a client reaches this server, as links are to begin: `PUBLIC_URL`, or the host that the request was sent to. */
export function originOf({ publicUrl }: Pick<Config, 'publicUrl'>, { headers, socket }: IncomingMessage): string {
  if (publicUrl !== null) return publicUrl
  const named = `http://${headers.host ?? ''}`
  // The header is the client's word: only a host and a port of it are taken.
  if (/^http:\/\/[^/?#@\\]+$/.test(named) && URL.canParse(named)) return new URL(named).origin
  const address = socket.localAddress ?? 'localhost'
  return `http://${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`
}
