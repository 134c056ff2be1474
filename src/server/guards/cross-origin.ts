import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import { sendJson } from '../send-json.ts'

/** Decides which web pages may call this server. */
export interface CrossOrigin {
  /** Returns whether a request comes from no web page, from one of this server or from an allowed origin. */
  allows(req: IncomingMessage): boolean
  /** Sets the CORS headers; returns true if it answered a preflight request. */
  answer(req: IncomingMessage, res: ServerResponse): boolean
}

/** Response headers that web pages may read. */
const exposed = 'Content-Disposition, Retry-After, WWW-Authenticate'
const methods = 'GET, HEAD, POST, PUT'
const maxAgeSeconds = '7200'

/** Allows web pages of this host, of `PUBLIC_URL` and of `ALLOWED_ORIGINS`. */
export function crossOrigin({ allowedOrigins, publicUrl }: Pick<Config, 'allowedOrigins' | 'publicUrl'>): CrossOrigin {
  const isAnyAllowed = allowedOrigins.includes('*')
  const allows = (req: IncomingMessage) => {
    const { origin } = req.headers
    return origin === undefined || isAnyAllowed || allowedOrigins.includes(origin) || isOwnPage({ publicUrl }, req)
  }
  return {
    allows,
    answer(req, res) {
      const { origin } = req.headers
      const isAllowed = allows(req)
      if (!isAnyAllowed) res.appendHeader('vary', 'Origin')
      if (origin !== undefined && isAllowed) {
        res.setHeader('access-control-allow-origin', isAnyAllowed ? '*' : origin)
        res.setHeader('access-control-expose-headers', exposed)
      }
      if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false
      if (!isAllowed) {
        sendJson(res, 403, { error: { code: 'ORIGIN_NOT_ALLOWED', message: originRefusal } })
        return true
      }
      res.setHeader('access-control-allow-methods', methods)
      res.setHeader('access-control-allow-headers', req.headers['access-control-request-headers'] ?? '')
      res.setHeader('access-control-max-age', maxAgeSeconds)
      res.writeHead(204).end()
      return true
    },
  }
}

/** Returns whether a web page of this host or of `PUBLIC_URL` sent a request. */
export function isOwnPage({ publicUrl }: Pick<Config, 'publicUrl'>, { headers }: IncomingMessage): boolean {
  const { origin, host } = headers
  if (origin === undefined || !URL.canParse(origin)) return false
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true
  // Only hosts are compared, because a proxy may change the protocol.
  return host !== undefined && new URL(origin).host === host.toLowerCase()
}

/** Error message for web pages of other sites. */
export const originRefusal = 'This origin may not call this server. Ask the operator to add it to ALLOWED_ORIGINS.'
