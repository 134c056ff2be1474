import { request } from 'node:http'

/** A request whose body has begun to arrive. */
export interface HalfSent {
  /** Status of its response, or `closed` without one. */
  readonly ended: Promise<number | 'closed'>
  /** Sends the rest of the body. */
  end(rest: string): void
  /** Keeps sending this many bytes a second until the server ends the request. */
  trickle(bytesPerSecond: number): void
  /** Disconnects. */
  leave(): void
}

/** Sends the start of a body, by default JSON to `/graphql`, without an end; resolves when it is sent. */
export async function halfSend(
  { url, token }: { url: string; token?: string },
  start: string,
  { path = '/graphql', method = 'POST' } = {},
): Promise<HalfSent> {
  const sending = request(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    agent: false,
  })
  let dripping: NodeJS.Timeout | undefined
  const ended = new Promise<number | 'closed'>((resolve) => {
    sending.once('response', (response) => resolve(response.resume().statusCode ?? 0))
    sending.once('error', () => resolve('closed'))
    sending.once('close', () => resolve('closed'))
  }).finally(() => clearInterval(dripping))
  // The server may end it before all is sent.
  await Promise.race([new Promise((resolve) => sending.write(start, resolve)), ended])
  return {
    ended,
    end: (rest) => void sending.end(rest),
    trickle(bytesPerSecond) {
      dripping = setInterval(() => sending.write(' '.repeat(bytesPerSecond)), 1_000)
    },
    leave: () => void sending.destroy(),
  }
}
