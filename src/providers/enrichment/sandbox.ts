import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { CompanyProvider } from '../../enrichment/provider.ts'
import { SnapshotFailedError } from '../../enrichment/provider-errors.ts'
import { ProviderUnavailableError } from '../../errors.ts'
import { companyLinkedinKey } from '../../identity/linkedin.ts'
import { inventCompany } from './invented-companies.ts'
import { recordError } from './record-errors.ts'

const prefix = 'sandbox_'
const maxBytes = 10_000_000
/** Time of the trigger and the requested URLs. */
const snapshotContent = z.tuple([z.int().min(0), z.array(z.string())])

/** Returns a provider that needs no network or key: it invents a company for each URL, always the same one. Snapshot ids contain the request, so any process can collect them. */
export function createCompanySandbox({
  readyAfter = 1_000,
}: {
  /** Milliseconds from the trigger of a snapshot to its results. */
  readyAfter?: number
} = {}): CompanyProvider {
  return {
    sendsResults: false,

    async trigger({ urls, signal }) {
      signal.throwIfAborted()
      return prefix + deflateRawSync(JSON.stringify([Date.now(), urls])).toString('base64url')
    },

    async collect(snapshotId, signal) {
      signal.throwIfAborted()
      const [time, urls] = readSnapshot(snapshotId)
      if (Date.now() < time + readyAfter) return null
      const fetchedAt = new Date(time)
      return [...new Set(urls)].map((url) => {
        const data = inventCompany(url)
        const code = companyLinkedinKey(url) === null ? 'BAD_INPUT' : 'DEAD_PAGE'
        return { url, fetchedAt, data, error: data ? null : recordError(code) }
      })
    },

    read() {
      throw new ProviderUnavailableError('The sandbox sends no results.')
    },
  }
}

function readSnapshot(id: string): z.infer<typeof snapshotContent> {
  try {
    if (!id.startsWith(prefix)) throw new TypeError('The snapshot is from another provider.')
    const text = inflateRawSync(Buffer.from(id.slice(prefix.length), 'base64url'), { maxOutputLength: maxBytes })
    return snapshotContent.parse(JSON.parse(text.toString('utf8')))
  } catch {
    throw new SnapshotFailedError('The sandbox has no such snapshot.')
  }
}
