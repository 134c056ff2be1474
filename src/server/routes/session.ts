import type { IncomingMessage, ServerResponse } from 'node:http'
import { tokenIds } from '../../db/ids.ts'
import { unauthenticated } from '../../graphql/context.ts'
import { SignInCodeInvalidError } from '../../users/errors.ts'
import { endAllSessions, endSession, findSession, type Session } from '../../users/sessions.ts'
import { redeemSignInCode } from '../../users/sign-in.ts'
import { signInDays } from '../../users/users.sql.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { readJson } from '../graphql/request-body.ts'
import { authenticateAndCount, bearerTokenOf } from '../guards/auth.ts'
import { isOwnPage } from '../guards/cross-origin.ts'
import { hasCsrfHeader } from '../guards/csrf.ts'
import { clearSessionCookie, sessionOf, setSessionCookie } from '../guards/session-cookie.ts'
import { queryOf, type Route } from '../http.ts'
import { sendJson } from '../send-json.ts'

const maxBodyBytes = 1_000
const maxAgeSeconds = signInDays * 86_400

/**
 * `/session`, the dashboard's sign-in: POST begins a session with the code of a sign-in link (`{ code }`) or with the bearer token of
 * the request, GET returns it and renews its cookie, DELETE ends it, or with `?everywhere=true` all of the user's.
 */
export function sessionRoute(shared: SharedContext): Route {
  const log = shared.log.child({ part: 'session' })
  return {
    owns: (path) => path === '/session',
    async handle(req, res) {
      try {
        requireOwnPage(req, shared)
        await answer(req, res, shared)
      } catch (error) {
        if (res.destroyed || res.headersSent) throw error
        sendError(res, error, log, error instanceof SignInCodeInvalidError ? { status: 401 } : {})
      }
    },
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, shared: SharedContext): Promise<void> {
  const { pool, config } = shared
  if (req.method === 'POST') {
    const token = await tokenToKeep(req, shared)
    const session = await findSession(pool, token)
    if (!session) throw unauthenticated()
    return sendSession(res, shared, token, session)
  }
  if (req.method !== 'GET' && req.method !== 'DELETE') {
    res.setHeader('allow', 'GET, POST, DELETE')
    throw refusal(405, 'METHOD_NOT_ALLOWED', 'Use POST to sign in and DELETE to sign out.')
  }
  const token = sessionOf(config, req)
  await authenticateAndCount(shared, req, { session: token })
  const session = token === null ? null : await findSession(pool, token)
  if (session && req.method === 'DELETE') await end(req, shared, session)
  sendSession(res, shared, token, req.method === 'DELETE' ? null : session)
}

/** Returns the token of the request, or that of a new session in exchange for a code. */
async function tokenToKeep(req: IncomingMessage, shared: SharedContext): Promise<string> {
  await authenticateAndCount(shared, req)
  const given = bearerTokenOf(req.headers.authorization)
  if (given !== null) return given
  const body = await readJson(req, maxBodyBytes)
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null
  if (typeof code !== 'string') throw refusal(400, 'BAD_REQUEST', 'Send `{ "code": "…" }`, or a bearer token.')
  return (await redeemSignInCode(shared.pool, code)).token
}

async function end(req: IncomingMessage, { pool }: SharedContext, session: Session): Promise<void> {
  // A token of a program may have fewer rights than the sessions of its user.
  if (session.isSignIn && queryOf(req).get('everywhere') === 'true') await endAllSessions(pool, session.userId)
  else await endSession(pool, session)
}

/** Responds with the session and renews its cookie, or removes the cookie of a session that has ended. */
function sendSession(
  res: ServerResponse,
  { config }: SharedContext,
  token: string | null,
  session: Session | null,
): void {
  if (token !== null && session) setSessionCookie(config, res, token, session.isSignIn ? maxAgeSeconds : null)
  else if (token !== null) clearSessionCookie(config, res)
  sendJson(res, 200, {
    session: session && { id: tokenIds.encode(session.tokenId), isFromLink: session.isSignIn },
  })
}

/** Throws PREFLIGHT_REQUIRED if a page of another site could have sent the request. */
function requireOwnPage(req: IncomingMessage, { config }: SharedContext): void {
  if (hasCsrfHeader(req.headers) && (req.headers.origin === undefined || isOwnPage(config, req))) return
  throw refusal(
    403,
    'PREFLIGHT_REQUIRED',
    'Only the dashboard of this server may send this request, with the header `GraphQL-Require-Preflight: 1`.',
  )
}
