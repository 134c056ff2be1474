import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import { sendJson } from '../send-json.ts'

/** Decides which web pages may call this server. */
export interface CrossOrigin {
  /** Whether a request comes from no page at all, from one of ours or from one that may call. */
  allows(req: IncomingMessage): boolean
  /** Tells the browser what the page may do and read; answers whether that was all that it asked. */
  answer(req: IncomingMessage, res: ServerResponse): boolean
}

/** What a page learns of an answer beyond its body. */
const exposed = 'Content-Disposition, Retry-After'
const methods = 'GET, HEAD, POST, PUT'
const secondsToRemember = '7200'

/** The pages of this host, of `PUBLIC_URL` and of `ALLOWED_ORIGINS` may call. */
export function crossOrigin({ allowedOrigins, publicUrl }: Pick<Config, 'allowedOrigins' | 'publicUrl'>): CrossOrigin {
  const isAnyAllowed = allowedOrigins.includes('*')
  const allowed = new Set([...allowedOrigins, ...(publicUrl === null ? [] : [new URL(publicUrl).origin])])
  const allows = ({ headers: { origin, host } }: IncomingMessage) => {
    if (origin === undefined || isAnyAllowed || allowed.has(origin)) return true
    // A proxy may speak another protocol than the browser did.
    return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
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
      res.setHeader('access-control-max-age', secondsToRemember)
      res.writeHead(204).end()
      return true
    },
  }
}

/** Says to a page of another site why it may not call, for whoever can change that. */
export const originRefusal =
  'Pages of this origin may not call this server: whoever runs it can name it in ALLOWED_ORIGINS.'
