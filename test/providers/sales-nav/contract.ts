import { describe, expect, it } from 'vitest'
import type { AccountProvider, ProviderLead, SearchPage } from '../../../src/accounts/provider.ts'
import { AccountProviderRefusedError } from '../../../src/accounts/provider-errors.ts'

export const searchUrl = 'https://www.linkedin.com/sales/search/people?query=(keywords%3Agrowth)'

/** Returns a signal that is never aborted. */
export const calm = () => new AbortController().signal

/** Returns all pages of a search, from the first to the one without a cursor. */
async function readAll(
  provider: AccountProvider,
  { account, url = searchUrl, limit }: { account: string; url?: string; limit: number },
): Promise<SearchPage[]> {
  const pages: SearchPage[] = []
  let cursor: string | null = null
  do {
    const request = { providerAccountId: account, url, cursor, limit, signal: calm() }
    const page: SearchPage = await provider.search(request)
    pages.push(page)
    cursor = page.cursor
    if (pages.length > 1_000) throw new Error('The search is endless.')
  } while (cursor !== null)
  return pages
}

const texts = (lead: ProviderLead) => {
  const { positions, ...fields } = lead
  return [...Object.values(fields), ...positions.flatMap((position) => Object.values(position))]
}

/** Tests what every provider promises. `open` returns a provider with the sandbox's people, and an account that can search. */
export function describeProvider(
  name: string,
  open: () => Promise<{ provider: AccountProvider; account: string }>,
): void {
  describe(`${name} keeps the promises of an account provider`, () => {
    it('a search has the same leads at every page size', async () => {
      const { provider, account } = await open()
      const pages = await readAll(provider, { account, limit: 100 })
      const leads = pages.flatMap((page) => page.leads)
      expect(pages.map((page) => page.leads.length)).toEqual(Array.from({ length: 25 }, () => 100))
      expect(pages.every((page) => (page.totalCount ?? 0) >= 2_900)).toBe(true)
      const odd = await readAll(provider, { account, limit: 37 })
      expect(odd.map((page) => page.leads.length)).toEqual([...Array.from({ length: 67 }, () => 37), 21])
      expect(odd.flatMap((page) => page.leads)).toEqual(leads)
    })

    it('a search finds nearly everyone once, and a few again on a later page', async () => {
      const { provider, account } = await open()
      const pages = await readAll(provider, { account, limit: 100 })
      const people = new Set(pages.flatMap((page) => page.leads.map(({ id }) => id)))
      expect(people.size).toBeGreaterThan(2_425)
      expect(people.size).toBeLessThan(2_475)
      for (const { leads } of pages) expect(new Set(leads.map(({ id }) => id)).size).toBe(leads.length)
    })

    it('the same cursor always returns the same page', async () => {
      const { provider, account } = await open()
      const request = { providerAccountId: account, url: searchUrl, limit: 25, signal: calm() }
      const first = await provider.search({ ...request, cursor: null })
      const second = await provider.search({ ...request, cursor: first.cursor })
      expect(second.leads).not.toEqual(first.leads)
      expect(await provider.search({ ...request, cursor: null })).toEqual(first)
      expect(await provider.search({ ...request, cursor: first.cursor })).toEqual(second)
    })

    it('another search URL finds other people', async () => {
      const { provider, account } = await open()
      const request = { providerAccountId: account, cursor: null, limit: 100, signal: calm() }
      const one = await provider.search({ ...request, url: searchUrl })
      const other = await provider.search({ ...request, url: `${searchUrl}&b=c` })
      const ids = new Set(one.leads.map(({ id }) => id))
      expect(other.leads.filter(({ id }) => ids.has(id))).toEqual([])
    })

    it('the text of leads is trimmed or null', async () => {
      const { provider, account } = await open()
      const [page] = await readAll(provider, { account, limit: 100 })
      for (const lead of page?.leads ?? []) {
        expect(texts(lead).filter((text) => text !== null && (text === '' || text !== text.trim()))).toEqual([])
        expect(lead).toMatchObject({
          id: expect.stringMatching(/^ACwAA/),
          profileUrl: expect.stringMatching(/^https:\/\/www\.linkedin\.com\/sales\/lead\/ACwAA[^,]+,NAME_SEARCH,/),
        })
      }
    })

    it('some leads lack some fields', async () => {
      const { provider, account } = await open()
      const leads = (await readAll(provider, { account, limit: 100 })).flatMap((page) => page.leads)
      for (const field of ['publicIdentifier', 'publicProfileUrl', 'memberId', 'headline', 'location'] as const) {
        expect(leads.some((lead) => lead[field] === null)).toBe(true)
        expect(leads.filter((lead) => lead[field] !== null).length).toBeGreaterThan(2_000)
      }
      expect(leads.some(({ positions }) => positions.length === 0)).toBe(true)
      expect(leads.some(({ positions }) => positions.length > 1)).toBe(true)
      expect(leads.some(({ positions }) => positions[0]?.companyId === null)).toBe(true)
      expect(leads.filter(({ name }) => !/\p{Script=Latin}/u.test(name ?? '')).length).toBeGreaterThan(200)
      expect(new Set(leads.map(({ positions }) => positions[0]?.company)).size).toBeLessThan(200)
    })

    it('a cursor of another search or page size, or an invalid one, is refused', async () => {
      const { provider, account } = await open()
      const request = { providerAccountId: account, url: searchUrl, limit: 25, signal: calm() }
      const { cursor } = await provider.search({ ...request, cursor: null })
      for (const other of [
        { ...request, cursor, limit: 50 },
        { ...request, cursor, url: `${searchUrl}&b=c` },
        { ...request, cursor: 'nowhere' },
      ]) {
        await expect(provider.search(other)).rejects.toMatchObject({ code: 'SEARCH_REFUSED' })
      }
    })

    it('an aborted signal prevents the search, and its reason is thrown', async () => {
      const { provider, account } = await open()
      const reason = new Error('The worker leaves.')
      const request = { providerAccountId: account, url: searchUrl, cursor: null, limit: 100 }
      await expect(provider.search({ ...request, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    })

    it('an account is found, and whether it has Sales Navigator', async () => {
      const { provider, account } = await open()
      const found = await provider.findAccount(account)
      expect(found).toEqual({
        providerAccountId: account,
        name: expect.stringMatching(/\S/),
        status: 'OK',
        hasSalesNavigator: true,
      })
    })

    it('an unknown account is null, and a search with it is refused', async () => {
      const { provider } = await open()
      expect(await provider.findAccount('unknown')).toBeNull()
      const request = { url: searchUrl, cursor: null, limit: 100, signal: calm() }
      const search = provider.search({ ...request, providerAccountId: 'unknown' })
      await expect(search).rejects.toBeInstanceOf(AccountProviderRefusedError)
      await expect(search).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
    })
  })
}
