import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { acceptConnection, connectedPath } from '../../accounts/connect.ts'
import { acceptStatusHint } from '../../accounts/refresh.ts'
import type { Config } from '../../config.ts'
import type { Log } from '../../log.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { readJson } from '../graphql/request-body.ts'
import type { Connections } from '../guards/connections.ts'
import { countOpenBody } from '../guards/open-bodies.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

const statusPath = '/webhooks/unipile/account-status'
const maxBody = 64_000

const id = z
  .string()
  .max(200)
  // Postgres stores neither NUL nor a lone surrogate.
  .regex(/^[^\0\p{Surrogate}]+$/u)
const connected = z.object({ status: z.enum(['CREATION_SUCCESS', 'RECONNECTED']), account_id: id, name: id })
const statusChange = z.object({ AccountStatus: z.object({ account_id: id }) })

type Deps = Pick<SharedContext, 'pool' | 'accounts' | 'rates'> & {
  config: Pick<Config, 'unipileWebhookSecret'>
  log: Log
}

/**
 * Receives Unipile's webhooks: an account was connected, or its status changed. A call only names an account, whose data is then
 * read from Unipile. Calls without effect get the same response.
 */
export function unipileWebhooksRoute(
  { pool, accounts, rates, config, log: parent }: Deps,
  connections: Connections,
): Route {
  const log = parent.child({ part: 'webhooks' })
  const secret = config.unipileWebhookSecret

  const handlers: Readonly<Record<string, (req: IncomingMessage) => Promise<void>>> = {
    async [connectedPath](req) {
      const { data } = connected.safeParse(await readJson(req, maxBody))
      if (data) await acceptConnection(pool, { nonce: data.name, providerAccountId: data.account_id })
    },
    ...(secret !== null && {
      async [statusPath](req) {
        if (!isSame(req.headers['unipile-auth'], secret)) {
          throw refusal(401, 'UNAUTHENTICATED', 'The header Unipile-Auth does not contain the secret of this server.')
        }
        const { data } = statusChange.safeParse(await readJson(req, maxBody))
        if (data) await acceptStatusHint({ pool, accounts }, data.AccountStatus.account_id)
      },
    }),
  }

  return {
    owns: (path) => Object.hasOwn(handlers, path),
    async handle(req, res, path) {
      try {
        if (req.method !== 'POST') {
          res.setHeader('allow', 'POST')
          throw refusal(405, 'METHOD_NOT_ALLOWED', 'Call webhooks with POST.')
        }
        await rates.count(req, null)
        await countOpenBody(connections, req, res, null)
        await handlers[path]?.(req)
        // Unipile retries after any status but 200.
        sendJson(res, 200, {})
      } catch (error) {
        if (req.socket.destroyed) log.debug({ err: error }, 'webhooks: the caller disconnected')
        else sendError(res, error, log)
      }
    },
  }
}

/** Compares a secret in constant time. */
function isSame(given: string | string[] | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(secret))
}
