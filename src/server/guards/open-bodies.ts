import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Viewer } from '../../users/tokens.ts'
import { endBody } from './body-timeout.ts'
import type { Connections } from './connections.ts'

/** How long a body without a token may take, in milliseconds. */
const anonymousTime = 30_000

/**
 * Counts a request whose body is still arriving, until it has arrived. It ends with 408 after 30 seconds without a token, and at
 * once when its token is revoked. Throws `TOO_MANY_CONNECTIONS`.
 */
export function countOpenBody(
  connections: Connections,
  req: IncomingMessage,
  res: ServerResponse,
  viewer: Viewer | null,
  time = anonymousTime,
): void {
  if (req.complete || req.destroyed) return
  const leave = connections.addBody(req, viewer, (reason) => reason === 'revoked' && res.destroy())
  const deadline = viewer ? undefined : setTimeout(() => req.complete || endBody(req, res), time)
  const stop = () => {
    clearTimeout(deadline)
    leave()
  }
  req.once('end', stop)
  res.once('close', stop)
}
