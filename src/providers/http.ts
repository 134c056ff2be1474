import { providerSeconds } from '../telemetry/metrics.ts'
import { traced } from '../telemetry/tracing.ts'

/** One request to a provider. */
export interface ProviderRequest {
  /** How errors name the provider. */
  provider: string
  /** Makes the error for no response, or one that is too long; `wasSent` is false if the connection failed before anything was sent. */
  unavailable: (message: string, wasSent: boolean) => Error
  url: URL
  headers: Headers
  /** If present, the request is a POST of this as JSON. */
  body?: unknown
  /** Milliseconds until the last byte of the response. */
  timeout: number
  /** Maximum length of the response, in bytes. */
  maxLength: number
  signal?: AbortSignal | undefined
}

/** A provider's response, of any status. */
export interface ProviderResponse {
  status: number
  headers: Headers
  text: string
  /** Undefined if the text is not JSON. */
  json: unknown
}

/** Codes of connections that failed before anything was sent. */
const connectErrors: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Sends a request to a provider. Throws `unavailable` if there is no response, and the signal's reason if the caller aborts. */
export async function sendRequest(request: ProviderRequest): Promise<ProviderResponse> {
  const stop = providerSeconds.startTimer({ provider: request.provider })
  try {
    const { provider, url, body } = request
    const method = body === undefined ? 'GET' : 'POST'
    const attributes = { 'http.request.method': method, 'server.address': url.hostname }
    const response = await traced(`${provider} ${method}`, { kind: 'client', attributes }, async (span) => {
      const response = await exchange(request)
      span.setAttributes({ 'http.response.status_code': response.status })
      return response
    })
    stop({ outcome: outcomeOf(response.status) })
    return response
  } catch (error) {
    if (!request.signal?.aborted) stop({ outcome: 'unreachable' })
    throw error
  }
}

function outcomeOf(status: number): string {
  if (status === 429) return 'busy'
  if (status >= 500) return 'failed'
  return status >= 400 ? 'refused' : 'ok'
}

async function exchange(request: ProviderRequest): Promise<ProviderResponse> {
  const { provider, unavailable, url, headers, body, maxLength } = request
  // Following a redirect would send the key to another server.
  const init: RequestInit = { headers, redirect: 'manual' }
  const post: RequestInit = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const { response, text } = await within(request, async (stop) => {
    const response = await fetch(url, { ...init, ...post, signal: stop })
    return { response, text: await readText(response, maxLength) }
  })
  if (text === null) throw unavailable(`${provider} returned a response that is too long.`, true)
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

/** Aborts the work on timeout or when the caller aborts; then throws the caller's reason. */
async function within<T>(
  { provider, unavailable, timeout, signal }: ProviderRequest,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const abort = () => stop.abort()
  const timer = setTimeout(abort, timeout)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await work(stop.signal)
  } catch (error) {
    signal?.throwIfAborted()
    const code = codeOf(error)
    throw unavailable(
      stop.signal.aborted
        ? `${provider} did not respond within ${timeout / 1_000} seconds.`
        : `${provider} can't be reached${code === null ? '' : ` (${code})`}.`,
      code === null || !connectErrors.has(code),
    )
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Returns null if the text is longer. */
async function readText(response: Response, maxLength: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > maxLength) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns why a connection failed: only the code, since a message may quote the request. */
function codeOf(error: unknown): string | null {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : null
}

/** Returns headers for JSON with the API key in one of them. Throws TypeError, without quoting the key, if it is not valid in a header. */
export function headersWith(provider: string, name: string, key: string): Headers {
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' })
  try {
    headers.set(name, key)
  } catch {
    // The original error quotes the key.
    throw new TypeError(`The API key of ${provider} contains characters that are not allowed in a header.`)
  }
  return headers
}

/** Returns a provider's message as a sentence to append: one line of at most 200 characters, with the secrets removed; empty if there is no message. */
export function quoteMessage(text: string, secrets: readonly string[]): string {
  const safe = secrets.reduce((safe, secret) => (secret === '' ? safe : safe.replaceAll(secret, '…')), text)
  const line = safe.replace(/[\s\p{C}]+/gu, ' ').trim()
  if (line === '') return ''
  const letters = [...line]
  return ` It said: “${letters.length > 200 ? `${letters.slice(0, 199).join('')}…` : line}”`
}

/** Longest wait, in milliseconds. */
const maxWait = 24 * 60 * 60 * 1_000

/** Returns the milliseconds of a Retry-After header, a number of seconds or a date; null if it is neither. */
export function retryAfterOf(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  // Date.parse accepts nearly anything; HTTP dates begin with a weekday.
  const at = /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : at - Date.now()
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), maxWait)
}
