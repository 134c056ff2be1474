import { describe, expect, it } from 'vitest'
import type { CompanyProvider, CompanyResult } from '../../../src/enrichment/provider.ts'
import { SnapshotFailedError } from '../../../src/enrichment/provider-errors.ts'
import { ProviderUnavailableError } from '../../../src/errors.ts'

/** URLs as in lists: most with a name, some with a number. */
export const addresses = Array.from({ length: 300 }, (_, at) =>
  at % 5 === 4
    ? `https://www.linkedin.com/company/${10_000 + at * 37}`
    : `https://www.linkedin.com/company/acme-works-${at}`,
)

/** Returns a signal that is never aborted. */
export const calm = () => new AbortController().signal

/** Returns the results of a snapshot once they are ready. */
export async function collected(provider: CompanyProvider, snapshotId: string): Promise<CompanyResult[]> {
  let results: CompanyResult[] | null = null
  await expect
    .poll(async () => {
      results = await provider.collect(snapshotId, calm())
      return results
    })
    .not.toBeNull()
  return results ?? []
}

/** Returns a provider's results for the URLs. */
export async function ask(provider: CompanyProvider, urls: string[]): Promise<CompanyResult[]> {
  return collected(provider, await provider.trigger({ urls, hook: null, signal: calm() }))
}

const withoutTime = (results: CompanyResult[]) =>
  results.map(({ fetchedAt: _, ...result }) => result).toSorted((a, b) => a.url.localeCompare(b.url))

/** Tests what every provider promises. `open` returns a new provider with the sandbox's companies, ready after `readyAfter` milliseconds; all of them share their snapshots. */
export function describeProvider(name: string, open: (readyAfter: number) => Promise<CompanyProvider>): void {
  describe(`${name} keeps the promises of a company provider`, () => {
    it('a snapshot has no results before it is ready', async () => {
      const provider = await open(60_000)
      const id = await provider.trigger({ urls: addresses, hook: null, signal: calm() })
      for (let turn = 0; turn < 2; turn++) expect(await provider.collect(id, calm())).toBeNull()
    })

    it('each URL has one result, with the URL as requested', async () => {
      const provider = await open(0)
      const since = Date.now()
      const id = await provider.trigger({ urls: addresses, hook: null, signal: calm() })
      expect(id).toMatch(/\S/)
      const results = await collected(provider, id)
      expect(results.map(({ url }) => url).toSorted()).toEqual(addresses.toSorted())
      for (const { fetchedAt, data, error } of results) {
        expect([data, error]).toContain(null)
        expect(data ?? error).not.toBeNull()
        expect(fetchedAt?.getTime()).toBeGreaterThanOrEqual(since)
        expect(fetchedAt?.getTime()).toBeLessThanOrEqual(Date.now())
      }
    })

    it('a snapshot can be collected again, by any process', async () => {
      const provider = await open(0)
      const id = await provider.trigger({ urls: addresses, hook: null, signal: calm() })
      const results = await collected(provider, id)
      expect(await provider.collect(id, calm())).toEqual(results)
      expect(await collected(await open(0), id)).toEqual(results)
      expect(withoutTime(await ask(provider, addresses))).toEqual(withoutTime(results))
    })

    it('a URL that is requested twice has one result', async () => {
      const provider = await open(0)
      const url = 'https://www.linkedin.com/company/acme-works-2/'
      expect(await ask(provider, [url, url])).toMatchObject([{ url, data: { name: 'Acme Works 2' } }])
    })

    it('text is trimmed or null, and numbers are not negative', async () => {
      const companies = (await ask(await open(0), addresses)).flatMap(({ data }) => data ?? [])
      for (const company of companies) {
        for (const value of Object.values(company).flat()) {
          if (typeof value === 'string') expect(value).toMatch(/^\S(?:.*\S)?$/s)
          else if (value !== null) expect(Number.isInteger(value) && value >= 0).toBe(true)
        }
      }
      expect(companies.find(({ founded }) => founded !== null)?.founded).toBeGreaterThan(1_900)
    })

    it('nearly every company has data, with most of its fields', async () => {
      const results = await ask(await open(0), addresses)
      const dead = results.filter(({ error }) => error?.code === 'DEAD_PAGE')
      expect(dead.length).toBeGreaterThan(2)
      expect(dead.length).toBeLessThan(25)
      expect(dead[0]?.error?.message).toContain('The LinkedIn page no longer exists.')
      const companies = results.flatMap(({ data }) => data ?? [])
      expect(companies.length + dead.length).toBe(addresses.length)
      for (const field of ['website', 'industry', 'employeeCount', 'headquarters', 'country', 'description'] as const) {
        expect(companies.some((company) => company[field] === null)).toBe(true)
        expect(companies.filter((company) => company[field] !== null).length).toBeGreaterThan(200)
      }
      expect(companies.some(({ specialties }) => specialties.length === 0)).toBe(true)
      expect(companies.some(({ funding }) => funding !== null)).toBe(true)
    })

    it('a URL that is not a company’s gives BAD_INPUT', async () => {
      const results = await ask(await open(0), ['https://www.linkedin.com/in/jane-doe', 'https://acme.example/'])
      expect(results.map(({ data, error }) => [data, error?.code])).toEqual([
        [null, 'BAD_INPUT'],
        [null, 'BAD_INPUT'],
      ])
    })

    it('an unknown snapshot gives SnapshotFailedError', async () => {
      const provider = await open(0)
      for (const id of ['s_elsewhere', 'sandbox_', 'sandbox_bm90IGRlZmxhdGVk', '', '../trigger']) {
        await expect(provider.collect(id, calm())).rejects.toBeInstanceOf(SnapshotFailedError)
      }
    })

    it('an aborted signal prevents the request, and its reason is thrown', async () => {
      const provider = await open(0)
      const reason = new Error('The worker leaves.')
      const signal = AbortSignal.abort(reason)
      await expect(provider.trigger({ urls: addresses, hook: null, signal })).rejects.toBe(reason)
      await expect(provider.collect('s_1', signal)).rejects.toBe(reason)
    })

    it.each([undefined, null, {}, 'text', { status: 'ready' }])('a webhook body of %o has no results', async (body) => {
      const provider = await open(0)
      expect(() => provider.read(body)).toThrow(ProviderUnavailableError)
    })
  })
}
