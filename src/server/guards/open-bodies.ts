import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Viewer } from '../../users/tokens.ts'
import { endBody } from './body-timeout.ts'
import type { Connections } from './connections.ts'

/** How long a body without a token may take, in milliseconds. */
const anonymousTime = 30_000
/** How long a body may take to arrive when no more are counted, in milliseconds. */
const grace = 1_000

/**
 * Counts a request whose body is still arriving, until it has arrived. It ends with 408 after 30 seconds without a token, and at
 * once when its token is revoked. Throws `TOO_MANY_CONNECTIONS` if too many are arriving, unless this one arrives within a second.
 */
export async function countOpenBody(
  connections: Connections,
  req: IncomingMessage,
  res: ServerResponse,
  viewer: Viewer | null,
  time = anonymousTime,
): Promise<void> {
  if (req.complete || req.destroyed) return
  let leave: () => void
  try {
    leave = connections.addBody(req, viewer, (reason) => reason === 'revoked' && res.destroy())
  } catch (error) {
    if (await arrives(req)) return
    throw error
  }
  const deadline = viewer ? undefined : setTimeout(() => req.complete || endBody(req, res), time)
  const stop = () => {
    clearTimeout(deadline)
    leave()
  }
  req.once('end', stop)
  res.once('close', stop)
}

/** Returns whether the whole body arrives in time. Polls, because Node notifies only the reader of a body. */
async function arrives(req: IncomingMessage): Promise<boolean> {
  for (const end = performance.now() + grace; performance.now() < end; await delay(20)) {
    if (req.complete || req.destroyed) break
  }
  return req.complete
}
