import { Resolver } from 'node:dns/promises'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { DomainError } from '../errors.ts'
import { isReachableAddress } from './addresses.ts'
import { literalAddress, type Targets } from './check-url.ts'

/** Milliseconds from the look-up of the host until the status of the response. */
const postTimeout = 10_000

/** What to send, and where. */
export interface Message {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Result of an attempt; `error` is null if the receiver accepted the message. */
export interface Posted {
  readonly status: number | null
  readonly error: string | null
}

/** Sends a message; throws the signal's reason if it aborts. */
export type Post = (message: Message, signal: AbortSignal) => Promise<Posted>

/** Returns the IP addresses of a host. */
export type Resolve = (host: string) => Promise<string[]>

class PrivateAddressError extends DomainError {
  readonly code = 'PRIVATE_ADDRESS' as const

  constructor(host: string) {
    super(`${host} has a private address, to which webhooks are not sent. Use a host with public addresses only.`)
  }
}

/**
 * Returns a function that sends a message to a receiver, never to a private address: the addresses are checked when it connects, so
 * that a name can't change its address in between, and redirects are not followed.
 */
export function createPost(
  { webhookAddresses }: Targets,
  resolve: Resolve = resolveByDns(),
  timeout = postTimeout,
): Post {
  const check = (host: string, addresses: readonly string[]) => {
    if (!addresses.every((address) => isReachableAddress(address, webhookAddresses)))
      throw new PrivateAddressError(host)
  }
  const lookup: LookupFunction = (host, { all }, callback) => {
    resolve(host)
      .then((addresses) => {
        check(host, addresses)
        const found = addresses.map((address) => ({ address, family: isIP(address) }))
        const [first] = found
        if (all) callback(null, found)
        else callback(null, first?.address ?? '', first?.family)
      })
      .catch((error: NodeJS.ErrnoException) => callback(error, ''))
  }
  const agents = { 'http:': new HttpAgent({ lookup }), 'https:': new HttpsAgent({ lookup }) }

  return async ({ url, headers, body }, signal) => {
    signal.throwIfAborted()
    const target = new URL(url)
    const isPlain = target.protocol === 'http:'
    const deadline = AbortSignal.timeout(timeout)
    try {
      const address = literalAddress(target)
      // Node looks up names only.
      if (address !== null) check(address, [address])
      const { statusCode = 0 } = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = (isPlain ? requestHttp : requestHttps)(target, {
          method: 'POST',
          agent: agents[isPlain ? 'http:' : 'https:'],
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
          signal: AbortSignal.any([signal, deadline]),
        })
        request.once('response', (response) => {
          // Of the response only the status counts, so a slow or endless body is not read.
          response.destroy()
          resolve(response)
        })
        request.on('error', reject)
        request.end(body)
      })
      return { status: statusCode, error: refusalOf(statusCode) }
    } catch (error) {
      signal.throwIfAborted()
      return {
        status: null,
        error: deadline.aborted ? `No response within ${timeout / 1_000} seconds.` : failureOf(error),
      }
    }
  }
}

/** Asks DNS with a time limit, because the look-ups of the operating system block each other when a name server is slow. */
function resolveByDns(): Resolve {
  const resolver = new Resolver({ timeout: 3_000, tries: 1 })
  return async (host) => {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    const found = [v4, v6].flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
    if (found.length === 0 && v4.status === 'rejected') throw v4.reason
    return found
  }
}

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) {
    return `The receiver responded with a redirect (${status}), which webhooks don't follow. Use the URL that it redirects to.`
  }
  return `The receiver responded with status ${status}.`
}

function failureOf(error: unknown): string {
  if (error instanceof DomainError) return error.message
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return `The receiver can't be reached${code}.`
}
