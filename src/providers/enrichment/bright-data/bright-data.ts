import type { CompanyProvider, CompanyResult } from '../../../enrichment/provider.ts'
import { RequestNotAcceptedError } from '../../../enrichment/provider-errors.ts'
import { ProviderUnavailableError } from '../../../errors.ts'
import { headersWith, type ProviderResponse, sendRequest } from '../../http.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { failedError, type Purpose, responseError } from './errors.ts'
import { fieldsOf, readRecords } from './record.ts'

/** Connection to Bright Data. */
export interface BrightDataOptions {
  /** Defaults to Bright Data's API. */
  url?: string
  apiKey: string
  /** Timeout of a request, in milliseconds; five times as long for the results of a snapshot. */
  timeout?: number
  /** The clock of the circuit breaker, in milliseconds. */
  now?: () => number
}

/** One request. */
interface Call {
  purpose: Purpose
  path: string
  query?: Record<string, string>
  body?: unknown
  signal: AbortSignal
  /** Factors by which the limits are raised. */
  factors?: { timeout: number; length: number }
  /** A secret besides the key that no error may quote. */
  secret?: string | undefined
}

/** Companies on LinkedIn, by the URL of their page. */
const dataset = 'gd_l1vikfnt1wgvvqz95w'
const defaultMaxLength = 1_000_000
const unavailable = (message: string) => new ProviderUnavailableError(message)

/** Returns company data through Bright Data. Create one per process: it counts 429 responses. */
export function createBrightData({
  url = 'https://api.brightdata.com',
  apiKey,
  timeout = 60_000,
  now = Date.now,
}: BrightDataOptions): CompanyProvider {
  const base = `${url.replace(/\/+$/, '')}/datasets/v3/`
  const headers = headersWith('Bright Data', 'Authorization', `Bearer ${apiKey}`)
  const breaker = createCircuitBreaker(now)

  const call = async ({ purpose, path, query = {}, body, signal, factors, secret = '' }: Call) => {
    signal.throwIfAborted()
    breaker.check()
    const target = new URL(`${base}${path}`)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const answer: ProviderResponse = await sendRequest({
      provider: 'Bright Data',
      unavailable: (message, wasSent) => (wasSent ? unavailable(message) : new RequestNotAcceptedError(message)),
      url: target,
      headers,
      body,
      timeout: timeout * (factors?.timeout ?? 1),
      maxLength: defaultMaxLength * (factors?.length ?? 1),
      signal,
    })
    if (answer.status === 429) breaker.count()
    if (answer.status < 200 || answer.status > 299) throw responseError(purpose, answer, [apiKey, secret])
    return answer
  }

  return {
    sendsResults: true,

    async trigger({ urls, hook, signal }) {
      const { json } = await call({
        purpose: 'trigger',
        path: 'trigger',
        query: {
          dataset_id: dataset,
          format: 'json',
          include_errors: 'true',
          ...(hook ? { endpoint: hook.url, auth_header: hook.authorization, uncompressed_webhook: 'true' } : {}),
        },
        body: urls.map((url) => ({ url })),
        signal,
        secret: hook?.authorization,
      })
      const id = fieldsOf(json)['snapshot_id']
      if (typeof id === 'string' && id !== '') return id
      throw unavailable('Bright Data returned something other than a snapshot.')
    },

    async collect(snapshotId, signal) {
      const id = encodeURIComponent(snapshotId)
      const progress = await call({ purpose: 'snapshot', path: `progress/${id}`, signal })
      if (!isReady(progress.json, [apiKey])) return null

      const snapshot = await call({
        purpose: 'snapshot',
        path: `snapshot/${id}`,
        query: { format: 'json' },
        signal,
        factors: { timeout: 5, length: 200 },
      })
      if (snapshot.status === 202) return null
      if (Array.isArray(snapshot.json)) return readRecords(snapshot.json)
      // Progress can report ready while the download is still being built.
      if (!isReady(snapshot.json, [apiKey])) return null
      throw unavailable('Bright Data returned something other than companies.')
    },

    read: (body): CompanyResult[] => {
      if (Array.isArray(body)) return readRecords(body)
      throw unavailable('The body holds no companies.')
    },
  }
}

/** Returns whether a snapshot's status is ready. Throws if the snapshot has failed. */
function isReady(json: unknown, secrets: readonly string[]): boolean {
  const { status, error_message: message, error } = fieldsOf(json)
  if (typeof status !== 'string') throw unavailable('Bright Data returned something other than a status.')
  if (/^(?:failed|error|cancel+ed)$/i.test(status)) {
    const detail = [message, error].find((text) => typeof text === 'string')
    throw failedError(typeof detail === 'string' ? detail : status, secrets)
  }
  return /^ready$/i.test(status)
}
