import { ProviderUnavailableError } from '../../accounts/provider-errors.ts'
import { answeredError, type Purpose } from './unipile-errors.ts'

/** How to reach Unipile. */
export interface UnipileOptions {
  /** Address of the customer's own server, such as `https://api1.unipile.com:13111`. */
  url: string
  apiKey: string
  /** Milliseconds that one answer may take, to its last byte. */
  timeout?: number
}

/** One request. */
export interface UnipileCall {
  purpose: Purpose
  path: string
  query?: Record<string, string | null>
  /** A request with a body is a POST. */
  body?: unknown
  signal?: AbortSignal
}

const longestAnswer = 10_000_000

/** Calls Unipile's API: answers the JSON of a success and throws the port's errors for everything else, without the key in any of them. */
export function openUnipile({
  url,
  apiKey,
  timeout = 60_000,
}: UnipileOptions): (call: UnipileCall) => Promise<unknown> {
  const base = url.replace(/\/+$/, '')
  const headers = headersWith(apiKey)

  return async ({ purpose, path, query = {}, body, signal }) => {
    signal?.throwIfAborted()
    const target = new URL(`${base}/api/v1/${path}`)
    for (const [name, value] of Object.entries(query)) if (value !== null) target.searchParams.set(name, value)
    // One that follows the key to wherever it points would hand it over.
    const init: RequestInit = { headers, redirect: 'manual' }
    const post: RequestInit = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }

    const { response, text } = await within(timeout, signal, async (stop) => {
      const response = await fetch(target, { ...init, ...post, signal: stop })
      return { response, text: await readText(response) }
    })
    const answer = /^application\/(?:[\w.-]+\+)?json\b/i.test(response.headers.get('content-type') ?? '')
      ? parse(text)
      : undefined
    if (!response.ok)
      throw answeredError(purpose, { status: response.status, headers: response.headers, answer, apiKey })
    if (answer === undefined) throw new ProviderUnavailableError('Unipile answered with something else than data.')
    return answer
  }
}

/** Ends the work when the time is up or the caller leaves, who then gets the reason of its own signal. */
async function within<T>(
  timeout: number,
  signal: AbortSignal | undefined,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  const timer = setTimeout(abort, timeout)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    return await work(stop.signal)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof ProviderUnavailableError) throw error
    throw new ProviderUnavailableError(
      stop.signal.aborted
        ? `Unipile did not answer within ${timeout / 1_000} seconds.`
        : `Unipile can't be reached${codeOf(error)}.`,
    )
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > longestAnswer) throw new ProviderUnavailableError('Unipile answered with more than a page can hold.')
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

function headersWith(apiKey: string): Headers {
  const headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' })
  try {
    headers.set('X-API-KEY', apiKey)
  } catch {
    // The platform's own error quotes the key.
    throw new TypeError('The API key of Unipile holds characters that no header can carry.')
  }
  return headers
}
