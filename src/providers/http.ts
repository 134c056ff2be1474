/** One request to a provider. */
export interface ProviderRequest {
  /** How errors name the provider. */
  provider: string
  /** The port's error for a provider that does not answer, or with more than it may. */
  unavailable: (message: string) => Error
  url: URL
  headers: Headers
  /** A request with a body is a POST of its JSON. */
  body?: unknown
  /** Milliseconds that the answer may take, to its last byte. */
  timeout: number
  /** Bytes that the answer may have. */
  longest: number
  signal?: AbortSignal | undefined
}

/** What a provider answered, whatever its status. */
export interface ProviderAnswer {
  status: number
  headers: Headers
  text: string
  /** Undefined where the text is none. */
  json: unknown
}

/** Asks a provider. Throws `unavailable` where there is no answer, and the reason of the caller's signal when the caller leaves. */
export async function ask(request: ProviderRequest): Promise<ProviderAnswer> {
  const { provider, unavailable, url, headers, body, longest } = request
  // One that follows the key to wherever it points would hand it over.
  const init: RequestInit = { headers, redirect: 'manual' }
  const post: RequestInit = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const { response, text } = await within(request, async (stop) => {
    const response = await fetch(url, { ...init, ...post, signal: stop })
    return { response, text: await readText(response, longest) }
  })
  if (text === null) throw unavailable(`${provider} answered with more than an answer can hold.`)
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

/** Ends the work when the time is up or the caller leaves, who then gets the reason of its own signal. */
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
    throw unavailable(
      stop.signal.aborted
        ? `${provider} did not answer within ${timeout / 1_000} seconds.`
        : `${provider} can't be reached${codeOf(error)}.`,
    )
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Null where it is longer. */
async function readText(response: Response, longest: number): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > longest) return null
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

/** What kept a connection from working: the code alone, since a message may quote what was sent. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? ` (${code})` : ''
}

/** Headers for JSON, with the key in one of them; the error for a key that none can carry does not quote it. */
export function headersWith(provider: string, name: string, key: string): Headers {
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' })
  try {
    headers.set(name, key)
  } catch {
    // The platform's own error quotes the key.
    throw new TypeError(`The API key of ${provider} holds characters that no header can carry.`)
  }
  return headers
}

/** What a provider says, as a sentence to add to ours: one line of bearable length, without the secrets; empty where it says nothing. */
export function sentence(text: string, secrets: readonly string[]): string {
  const safe = secrets.reduce((safe, secret) => (secret === '' ? safe : safe.replaceAll(secret, '…')), text)
  const line = safe.replace(/[\s\p{C}]+/gu, ' ').trim()
  if (line === '') return ''
  const letters = [...line]
  return ` It says: “${letters.length > 200 ? `${letters.slice(0, 199).join('')}…` : line}”`
}

const maxWait = 24 * 60 * 60 * 1_000

/** Milliseconds from a Retry-After, which is a number of seconds or a date; null where it is neither. */
export function waitOf(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  // Date.parse takes nearly anything; the dates of HTTP begin with a weekday.
  const at = /^[a-z]{3,9},? /i.test(text) ? Date.parse(text) : Number.NaN
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : at - Date.now()
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), maxWait)
}
