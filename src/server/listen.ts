import type { Server } from 'node:http'
import { DomainError } from '../errors.ts'

// The configured address is unavailable.
class ListenError extends DomainError {
  readonly code = 'LISTEN' as const

  constructor({ host, port, variable }: Address, cause: NodeJS.ErrnoException) {
    const taken = `another process is using the port. Stop it, or set ${variable} to another port`
    const why =
      cause.code === 'EADDRINUSE' ? taken : `${cause.message}. Set HOST and ${variable} to an address of this machine`
    super(`Cannot listen on ${host}:${port}: ${why}.`, { cause })
  }
}

/** An address to listen on, and the environment variable of its port. */
interface Address {
  readonly host: string
  readonly port: number
  readonly variable: 'PORT' | 'METRICS_PORT'
}

/** Resolves when the server listens; throws a ListenError if the address is unavailable. */
export function listen(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(isAddressError(error) ? new ListenError(address, error) : error)
    server.once('error', refuse)
    server.listen(address.port, address.host, () => {
      server.off('error', refuse)
      resolve()
    })
  })
}

function isAddressError({ code }: NodeJS.ErrnoException): boolean {
  return ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ENOTFOUND'].includes(code ?? '')
}

/** Returns the port on which a server listens. */
export function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** Returns the URL at which a server is reachable from its own machine. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
