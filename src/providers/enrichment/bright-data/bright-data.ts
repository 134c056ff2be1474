import type { CompanyProvider, CompanyResult } from '../../../enrichment/provider.ts'
import { ProviderUnavailableError } from '../../../errors.ts'
import { ask, headersWith, type ProviderAnswer } from '../../http.ts'
import { createBrake } from './circuit-breaker.ts'
import { answeredError, failedError, type Purpose } from './errors.ts'
import { fieldsOf, readRecords } from './record.ts'

/** How to reach Bright Data. */
export interface BrightDataOptions {
  /** Absent: Bright Data's own. */
  url?: string
  apiKey: string
  /** Milliseconds that one answer may take; the results of a snapshot may take five times as long. */
  timeout?: number
  /** The clock by which refusals are counted. */
  now?: () => number
}

/** One request. */
interface Call {
  purpose: Purpose
  path: string
  query?: Record<string, string>
  body?: unknown
  signal: AbortSignal
  /** How much longer and larger an answer may be than usual. */
  times?: { longer: number; larger: number }
  /** What else than the key no error may quote. */
  secret?: string | undefined
}

/** The companies of LinkedIn, each by the address of its page. */
const dataset = 'gd_l1vikfnt1wgvvqz95w'
const usualLength = 1_000_000
const unavailable = (message: string) => new ProviderUnavailableError(message)

/** Company data through Bright Data. One for a process: it counts how often it is asked for fewer requests. */
export function createBrightData({
  url = 'https://api.brightdata.com',
  apiKey,
  timeout = 60_000,
  now = Date.now,
}: BrightDataOptions): CompanyProvider {
  const base = `${url.replace(/\/+$/, '')}/datasets/v3/`
  const headers = headersWith('Bright Data', 'Authorization', `Bearer ${apiKey}`)
  const brake = createBrake(now)

  const call = async ({ purpose, path, query = {}, body, signal, times, secret = '' }: Call) => {
    signal.throwIfAborted()
    brake.check()
    const target = new URL(`${base}${path}`)
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
    const answer: ProviderAnswer = await ask({
      provider: 'Bright Data',
      unavailable,
      url: target,
      headers,
      body,
      timeout: timeout * (times?.longer ?? 1),
      longest: usualLength * (times?.larger ?? 1),
      signal,
    })
    if (answer.status === 429) brake.count()
    if (answer.status < 200 || answer.status > 299) throw answeredError(purpose, answer, [apiKey, secret])
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
      throw unavailable('Bright Data answered with something else than a snapshot.')
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
        times: { longer: 5, larger: 200 },
      })
      if (snapshot.status === 202) return null
      if (Array.isArray(snapshot.json)) return readRecords(snapshot.json)
      // Progress can say that it is ready while the download is still being put together.
      if (!isReady(snapshot.json, [apiKey])) return null
      throw unavailable('Bright Data answered with something else than companies.')
    },

    read: (body): CompanyResult[] => {
      if (Array.isArray(body)) return readRecords(body)
      throw unavailable('What was sent holds no companies.')
    },
  }
}

/** Whether the status of a snapshot is that it is ready; throws where there will never be anything in it. */
function isReady(json: unknown, secrets: readonly string[]): boolean {
  const { status, error_message: message, error } = fieldsOf(json)
  if (typeof status !== 'string') throw unavailable('Bright Data answered with something else than a status.')
  if (/^(?:failed|error|cancel+ed)$/i.test(status)) {
    const words = [message, error].find((text) => typeof text === 'string')
    throw failedError(typeof words === 'string' ? words : status, secrets)
  }
  return /^ready$/i.test(status)
}
