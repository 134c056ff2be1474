import { ProviderUnavailableError } from '../../../errors.ts'
import { ask, headersWith } from '../../http.ts'
import { answeredError, type Purpose } from './errors.ts'

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

const maxAnswer = 10_000_000

/** Calls Unipile's API: answers the JSON of a success and throws the port's errors for everything else, without the key in any of them. */
export function openUnipile({
  url,
  apiKey,
  timeout = 60_000,
}: UnipileOptions): (call: UnipileCall) => Promise<unknown> {
  const base = url.replace(/\/+$/, '')
  const headers = headersWith('Unipile', 'X-API-KEY', apiKey)

  return async ({ purpose, path, query = {}, body, signal }) => {
    signal?.throwIfAborted()
    const target = new URL(`${base}/api/v1/${path}`)
    for (const [name, value] of Object.entries(query)) if (value !== null) target.searchParams.set(name, value)
    const answer = await ask({
      provider: 'Unipile',
      unavailable: (message) => new ProviderUnavailableError(message),
      url: target,
      headers,
      body,
      timeout,
      longest: maxAnswer,
      signal,
    })
    if (answer.status < 200 || answer.status > 299) throw answeredError(purpose, answer, apiKey)
    if (answer.json === undefined) throw new ProviderUnavailableError('Unipile answered with something else than data.')
    return answer.json
  }
}
