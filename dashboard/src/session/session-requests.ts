import { csrfHeaders } from '../api/csrf.ts'

/** The session of this browser, whose token is in a cookie that scripts can't read. */
export interface BrowserSession {
  readonly id: string
  /** Whether a sign-in link began it, rather than a pasted token. */
  readonly isFromLink: boolean
}

/** A session, or why it could not begin. */
export type SignInOutcome = { session: BrowserSession } | { refusal: string }

/** Reads the session; null without one. Rejects if the server can't be reached. */
export async function readSession(): Promise<BrowserSession | null> {
  return sessionIn(await request('GET'))
}

/** Begins a session with the code of a sign-in link or with a token. */
export async function beginSession(proof: { code: string } | { token: string }): Promise<SignInOutcome> {
  try {
    const response =
      'code' in proof
        ? await request('POST', { body: JSON.stringify(proof), headers: { 'content-type': 'application/json' } })
        : await request('POST', { headers: { authorization: `Bearer ${proof.token}` } })
    const session = sessionIn(response)
    return session ? { session } : { refusal: refusalIn(response) }
  } catch {
    return { refusal: 'The server can’t be reached. Check your connection and try again.' }
  }
}

/** Ends this session, or with `isEverywhere` all of the user's. Rejects if the server can't be reached. */
export async function endSession(isEverywhere: boolean): Promise<void> {
  await request('DELETE', {}, isEverywhere ? '?everywhere=true' : '')
}

async function request(method: string, { headers, ...init }: RequestInit = {}, query = ''): Promise<unknown> {
  const response = await fetch(`/session${query}`, { ...init, method, headers: { ...csrfHeaders, ...headers } })
  // A proxy without a server answers with a page.
  return await response.json()
}

function sessionIn(response: unknown): BrowserSession | null {
  const session = isObject(response) ? response['session'] : null
  if (!isObject(session) || typeof session['id'] !== 'string') return null
  return { id: session['id'], isFromLink: session['isFromLink'] === true }
}

function refusalIn(response: unknown): string {
  const error = isObject(response) ? response['error'] : null
  if (!isObject(error) || typeof error['message'] !== 'string')
    return 'The server returned an empty response. Try again.'
  return error['code'] === 'UNAUTHENTICATED' ? 'Invalid or revoked token.' : error['message']
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
