import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../../config.ts'
import { isOwnPage } from './cross-origin.ts'
import { hasCsrfHeader } from './csrf.ts'

type CookieConfig = Pick<Config, 'publicUrl'>

/**
 * Returns the token of the dashboard's session cookie; null without one, with the header `Authorization`, or if another site could
 * have sent the request: it needs a CSRF header, even as JSON, and no other origin may have sent it.
 */
export function sessionOf(config: CookieConfig, req: IncomingMessage): string | null {
  const { headers } = req
  const isElsewhere = headers.origin !== undefined && !isOwnPage(config, req)
  return hasCsrfHeader(headers) && !isElsewhere ? cookieOf(config, req) : null
}

/** Like `sessionOf` for the upgrade request of a socket, to which a page can add no header: a page of this server must have sent it. */
export function sessionOfSocket(config: CookieConfig, req: IncomingMessage): string | null {
  return isOwnPage(config, req) ? cookieOf(config, req) : null
}

/** Sets the session cookie, for `maxAgeSeconds` or, if that is null, until the browser is closed. */
export function setSessionCookie(
  config: CookieConfig,
  res: ServerResponse,
  token: string,
  maxAgeSeconds: number | null,
): void {
  const lifetime = maxAgeSeconds === null ? '' : `; Max-Age=${maxAgeSeconds}`
  const secure = isSecure(config) ? '; Secure' : ''
  res.setHeader('set-cookie', `${nameOf(config)}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}${lifetime}`)
}

/** Removes the session cookie. */
export function clearSessionCookie(config: CookieConfig, res: ServerResponse): void {
  setSessionCookie(config, res, '', 0)
}

function cookieOf(config: CookieConfig, { headers: { authorization, cookie } }: IncomingMessage): string | null {
  if (authorization !== undefined) return null
  const prefix = `${nameOf(config)}=`
  const pairs = cookie?.split(';').map((pair) => pair.trim()) ?? []
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) || null
}

// Browsers accept a name with this prefix only over https, for the whole host and from no other host.
function nameOf(config: CookieConfig): string {
  return isSecure(config) ? '__Host-leadstream-session' : 'leadstream-session'
}

function isSecure({ publicUrl }: CookieConfig): boolean {
  return publicUrl?.startsWith('https:') === true
}
