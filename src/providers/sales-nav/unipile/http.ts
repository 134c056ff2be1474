import { ProviderUnavailableError } from '../../../errors.ts'
import { headersWith, sendRequest } from '../../http.ts'
import { type Purpose, responseError } from './errors.ts'

/** Connection to Unipile. */
export interface UnipileOptions {
  /** URL of the customer's Unipile server, such as `https://api1.unipile.com:13111`. */
  url: string
  apiKey: string
  /** Milliseconds until the last byte of a response. */
  timeout?: number
}

/** One request. */
export interface UnipileCall {
  purpose: Purpose
  path: string
  query?: Record<string, string | null>
  /** If present, the request is a POST. */
  body?: unknown
  signal?: AbortSignal
}

const maxResponseLength = 10_000_000

/** Returns a function that calls Unipile's API and returns the JSON of a success. It throws the port's errors for everything else, none of which quotes the key. */
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
    const answer = await sendRequest({
      provider: 'Unipile',
      unavailable: (message) => new ProviderUnavailableError(message),
      url: target,
      headers,
      body,
      timeout,
      maxLength: maxResponseLength,
      signal,
    })
    if (answer.status < 200 || answer.status > 299) throw responseError(purpose, answer, apiKey)
    if (answer.json === undefined) throw new ProviderUnavailableError('Unipile returned something other than JSON.')
    return answer.json
  }
}
