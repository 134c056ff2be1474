import { describe, expect, it } from 'vitest'
import type { ProviderLead, SearchPage } from '../../../../src/accounts/provider.ts'
import { AccountDisconnectedError } from '../../../../src/accounts/provider-errors.ts'
import { type FakeOptions, startFakeUnipile } from '../../../../src/providers/sales-nav/fake/fake-unipile.ts'
import { healingFaults } from '../../../../src/providers/sales-nav/fake/faults.ts'
import { inventSearch } from '../../../../src/providers/sales-nav/invented-people.ts'
import { createUnipile } from '../../../../src/providers/sales-nav/unipile/unipile.ts'
import { whenOver } from '../../../support/when-over.ts'
import { calm, searchUrl } from '../contract.ts'

async function open(options: FakeOptions = {}) {
  const fake = await startFakeUnipile(options)
  whenOver(fake.stop)
  const provider = createUnipile({ url: fake.url, apiKey: fake.apiKey, timeout: 60_000 })
  const search = (cursor: string | null): Promise<SearchPage> =>
    provider.search({ providerAccountId: 'fake-account', url: searchUrl, cursor, limit: 100, signal: calm() })
  return { fake, search }
}

const idsOf = (leads: ProviderLead[]) => leads.map(({ id }) => id)

describe('the fake server', () => {
  it('an empty page has a new cursor to the same position', async () => {
    const { fake, search } = await open()
    const first = await search(null)
    fake.faults.push({ kind: 'empty_page', times: 2 })
    const empty = await search(first.cursor)
    const empty2 = await search(empty.cursor)
    expect([empty.leads, empty2.leads]).toEqual([[], []])
    expect(new Set([first.cursor, empty.cursor, empty2.cursor]).size).toBe(3)
    expect((await search(empty2.cursor)).leads).toEqual((await search(first.cursor)).leads)
  })

  it('a repeating cursor returns the same page until the fault ends', async () => {
    const { fake, search } = await open()
    fake.faults.push({ kind: 'repeating_cursor', times: 4 })
    const first = await search(null)
    for (let turn = 0; turn < 3; turn++) {
      const page = await search(first.cursor)
      expect(page.cursor).toBe(first.cursor)
      expect(page.leads).toEqual(first.leads)
    }
    expect((await search(first.cursor)).cursor).not.toBe(first.cursor)
  })

  it('a lead that is on two pages displaces no other', async () => {
    const { fake, search } = await open()
    const first = await search(null)
    fake.faults.push({ kind: 'same_lead' })
    const second = await search(first.cursor)
    const third = await search(second.cursor)
    expect(second.leads).toHaveLength(100)
    expect(second.leads[0]?.id).toBe(first.leads.at(-1)?.id)
    const { at } = inventSearch(searchUrl)
    const expected = Array.from({ length: 299 }, (_, place) => at(place))
    expect(idsOf([...first.leads, ...second.leads.slice(1), ...third.leads])).toEqual(idsOf(expected))
  })

  it('a shrinking total is lower than before', async () => {
    const { fake, search } = await open()
    const { totalCount } = await search(null)
    fake.faults.push({ kind: 'shrinking_total' })
    expect((await search(null)).totalCount).toBeLessThan(totalCount ?? 0)
  })

  it('a removed account is no longer found', async () => {
    const { fake, search } = await open()
    fake.faults.push({ kind: 'account_removed' })
    for (let turn = 0; turn < 2; turn++) await expect(search(null)).rejects.toMatchObject({ code: 'ACCOUNT_NOT_FOUND' })
  })

  it('a small search ends with its last page', async () => {
    const { search } = await open({ find: (url) => ({ ...inventSearch(url), total: 130 }) })
    const first = await search(null)
    expect(await search(first.cursor)).toMatchObject({ cursor: null, totalCount: 130, leads: { length: 30 } })
  })

  it('the log has the start and end of each request', async () => {
    const { fake, search } = await open({ latency: 20 })
    const { cursor } = await search(null)
    await search(cursor)
    const [first, second] = fake.log
    expect(first).toMatchObject({ method: 'POST', query: { account_id: 'fake-account' }, status: 200, fault: null })
    expect(second).toMatchObject({ query: { cursor }, status: 200 })
    expect((first?.end ?? 0) - (first?.start ?? 0)).toBeGreaterThanOrEqual(19)
    expect(second?.start).toBeGreaterThan(first?.end ?? Number.POSITIVE_INFINITY)
  })

  it('a webhook is called when the status of an account changes', async () => {
    const { fake: receiver } = await open()
    const { fake, search } = await open()
    const headers = [{ key: 'x-webhook', value: 'secret' }]
    const body = { request_url: `${receiver.url}/api/v1/told`, source: 'account_status', events: ['ok'], headers }
    const init = { method: 'POST', headers: { 'X-API-KEY': fake.apiKey }, body: JSON.stringify(body) }
    expect((await fetch(`${fake.url}/api/v1/webhooks`, init)).status).toBe(201)
    await fake.setStatus('fake-account', 'CREDENTIALS')
    expect(receiver.log.map(({ path }) => path)).toEqual(['/api/v1/told'])
    await expect(search(null)).rejects.toBeInstanceOf(AccountDisconnectedError)
    await fake.setStatus('fake-account', 'OK')
    expect(receiver.log).toHaveLength(2)
    expect((await search(null)).leads).toHaveLength(100)
  })

  it('a client that retries survives all healing faults and gets everyone', async () => {
    const kinds = healingFaults.map((fault) => ('ends' in fault ? { ...fault, ends: 20 } : fault))
    const { fake, search } = await open({ faults: { percent: 60, seed: 7, kinds } })
    const seen: (string | null)[] = []
    let cursor: string | null = null
    do {
      const page: SearchPage | null = await search(cursor).catch(() => null)
      if (page === null) continue
      seen.push(...idsOf(page.leads))
      cursor = page.cursor
      if (cursor === null) break
    } while (fake.log.length < 10_000)
    const { at } = inventSearch(searchUrl)
    expect(new Set(seen)).toEqual(new Set(Array.from({ length: 2_500 }, (_, place) => at(place).id)))
    const met = new Set(fake.log.map(({ fault }) => fault))
    expect(healingFaults.filter(({ kind }) => met.has(kind)).length).toBeGreaterThan(healingFaults.length / 2)
  })

  it('the same seed gives the same faults', async () => {
    const faultsOf = async (seed: number) => {
      const kinds = [{ kind: 'unexpected_error' }, { kind: 'shrinking_total' }] as const
      const { fake, search } = await open({ faults: { percent: 50, seed, kinds } })
      for (let turn = 0; turn < 20; turn++) await search(null).catch(() => null)
      return fake.log.map(({ fault }) => fault)
    }
    const faults = await faultsOf(1)
    expect(await faultsOf(1)).toEqual(faults)
    expect(await faultsOf(2)).not.toEqual(faults)
  })
})
