import { beforeEach, describe, expect, it } from 'vitest'
import { countReasons } from '../../src/enrichment/items.sql.ts'
import type { CompanyData, RecordErrorCode } from '../../src/enrichment/provider.ts'
import { createDatabase } from '../support/database.ts'
import {
  addressOf,
  createEnricher,
  dataOf,
  type Enricher,
  type ScriptedProvider,
  scriptProvider,
} from '../support/enrichments.ts'

const database = await createDatabase()
let provider: ScriptedProvider
let enricher: Enricher

beforeEach(async () => {
  provider = scriptProvider()
  enricher = await createEnricher(provider, {}, database)
})

const noData: CompanyData = {
  name: null,
  website: null,
  industry: null,
  employeeCount: null,
  employeeRange: null,
  founded: null,
  headquarters: null,
  city: null,
  country: null,
  description: null,
  logoUrl: null,
  specialties: [],
  funding: null,
  linkedinFollowers: null,
}

const companies = (listId: string) => database.prisma.companyRow.findMany({ where: { listId }, orderBy: { id: 'asc' } })

/** Enriches a list of these companies to the end. */
async function enrich(...given: Parameters<Enricher['addList']>[0]): Promise<string> {
  const listId = await enricher.addList(given)
  await enricher.request(listId)
  await enricher.finish(listId)
  return listId
}

describe('a company', () => {
  it('a company gets every missing field and the time at which its data was fetched', async () => {
    const fetchedAt = new Date(Date.now() - 3_600_000)
    provider.answer = (slug) => ({ fetchedAt, data: dataOf(slug), error: null })
    const [row] = await companies(await enrich({ slug: 'acme' }))
    const { name, website, specialties, ...others } = dataOf('acme')
    expect(row).toMatchObject({ ...others, name, website, specialties, enrichedAt: fetchedAt, source: 'CSV' })
    expect(row).toMatchObject({ domain: 'acme.example', domainKey: 'acme.example', nameKey: 'acme works' })
    expect(row).toMatchObject({ updatedAt: expect.any(Date), editedAt: null })
  })

  it('a company keeps its values and gets the missing ones', async () => {
    const own = {
      ...{ name: 'Own', website: 'own.com', domain: 'own.com', industry: 'Own', employeeCount: 1, employeeRange: '1' },
      ...{ founded: 1, headquarters: 'Own', city: 'Own', country: 'Own', logoUrl: 'own', funding: 'Own' },
      ...{ linkedinFollowers: 1, specialties: ['Own'] },
    }
    const [row] = await companies(await enrich({ slug: 'acme', ...own }))
    expect(row).toMatchObject({ ...own, domainKey: 'own.com', nameKey: 'own', description: 'All about acme.' })
    expect(row?.enrichedAt).not.toBeNull()
    expect(row?.updatedAt).not.toBeNull()
  })

  it('a company for which no missing value is found is enriched, but not updated', async () => {
    const lacking = { name: 'Own', website: 'own.com', domain: 'own.com' }
    provider.answer = () => ({
      fetchedAt: null,
      data: { ...noData, name: 'Acme', website: 'https://own.com' },
      error: null,
    })
    const [row] = await companies(await enrich({ slug: 'acme', ...lacking }))
    expect(row).toMatchObject({ ...lacking, enrichedAt: expect.any(Date), updatedAt: null })
  })

  it('a fetch time in the future counts as now', async () => {
    provider.answer = (slug) => ({ fetchedAt: new Date(Date.now() + 3_600_000), data: dataOf(slug), error: null })
    const [row] = await companies(await enrich({ slug: 'acme' }))
    expect(row?.enrichedAt?.getTime()).toBeLessThanOrEqual(Date.now())
  })

  it('a company does not get the website of another company of the list, and the reason is counted', async () => {
    provider.answer = () => ({ fetchedAt: null, data: dataOf('acme'), error: null })
    const listId = await enrich(
      { name: 'First', domain: 'acme.example' },
      { slug: 'a' },
      { slug: 'b', website: 'b.com' },
    )
    expect((await companies(listId)).map(({ website, domain, industry }) => [website, domain, industry])).toEqual([
      [null, 'acme.example', null],
      [null, null, 'Machines'],
      ['b.com', null, 'Machines'],
    ])
    const { id, ownerId, ...enrichment } = await enricher.read(listId)
    expect(enrichment).toMatchObject({ status: 'IDLE', total: 3, enriched: 2, skipped: 1, failed: 0 })
    expect((await countReasons(database.pool, ownerId, [id])).get(id)).toEqual([
      { status: 'ENRICHED', code: 'DOMAIN_TAKEN', message: expect.stringContaining('another company'), count: 1 },
      { status: 'SKIPPED', code: 'NO_LINKEDIN_URL', message: expect.stringContaining('no LinkedIn URL'), count: 1 },
    ])
  })

  it('companies with the same LinkedIn page are requested once and share the data', async () => {
    const listId = await enrich({ slug: 'acme', domain: 'a.com' }, { slug: 'acme', domain: 'b.com' })
    expect(provider.triggers.map(({ urls }) => urls)).toEqual([[addressOf('acme')]])
    expect((await companies(listId)).map(({ industry }) => industry)).toEqual(['Machines', 'Machines'])
  })

  it('a company that lacks nothing or was looked up in the last 30 days is not requested', async () => {
    const { name: _, ...whole } = dataOf('whole')
    const days = (count: number) => new Date(Date.now() - count * 86_400_000)
    await enrich(
      { slug: 'whole', ...whole, employeeRange: null },
      { slug: 'fresh', enrichedAt: days(29) },
      { slug: 'stale', enrichedAt: days(31) },
      { slug: 'new' },
    )
    expect(provider.triggers.flatMap(({ urls }) => urls).toSorted()).toEqual([addressOf('new'), addressOf('stale')])
  })

  it.each(['industry', 'founded', 'headquarters', 'description', 'website', 'country'] as const)(
    'a company that lacks only %s is looked up',
    async (field) => {
      const { name: _, ...whole } = dataOf('whole')
      const [row] = await companies(await enrich({ slug: 'whole', ...whole, [field]: null }))
      expect(row).toMatchObject({ [field]: whole[field] })
    },
  )

  it.each<[RecordErrorCode, string]>([
    ['DEAD_PAGE', 'renamed or deleted'],
    ['BAD_INPUT', 'not that of a company'],
    ['BLOCKED', 'blocked'],
    ['CRAWL_ERROR', 'could not load'],
    ['PARSE_ERROR', 'could not read'],
    ['MISSING', 'no result'],
  ])('a company whose result is %s has failed, with a message', async (code, words) => {
    provider.answer = (slug) =>
      slug === 'bad'
        ? { fetchedAt: null, data: null, error: { code, message: 'Raw words of a provider' } }
        : { fetchedAt: null, data: dataOf(slug), error: null }
    const listId = await enrich({ slug: 'bad', name: 'Bad' }, { slug: 'good' })
    expect(await enricher.items(listId)).toMatchObject([
      { status: 'FAILED', reasonCode: code, reason: expect.stringContaining(words) },
      { status: 'ENRICHED', reasonCode: null, reason: null },
    ])
    expect(await enricher.read(listId)).toMatchObject({ total: 2, enriched: 1, failed: 1, errorCode: null })
    expect(await companies(listId)).toMatchObject([{ name: 'Bad', enrichedAt: null }, { industry: 'Machines' }])
  })

  it('a company without a result has failed, and results that were not requested are ignored', async () => {
    provider.onCollect.push(() => [
      { url: addressOf('good'), fetchedAt: null, data: dataOf('good'), error: null },
      { url: addressOf('good'), fetchedAt: null, data: null, error: { code: 'CRAWL_ERROR', message: 'later' } },
      { url: addressOf('foreign'), fetchedAt: null, data: dataOf('foreign'), error: null },
      { url: 'nonsense', fetchedAt: null, data: dataOf('nonsense'), error: null },
    ])
    const listId = await enrich({ slug: 'silent' }, { slug: 'good' })
    expect(await enricher.items(listId)).toMatchObject([
      { status: 'FAILED', reasonCode: 'MISSING' },
      { status: 'ENRICHED', reasonCode: null },
    ])
    const known = await database.prisma.companyProfile.findMany({ where: { ownerId: enricher.userId } })
    expect(known.map(({ linkedinKey }) => linkedinKey)).toEqual(['good'])
  })
})

describe('stored data', () => {
  it('stored data is reused for another list of the same user, with its age', async () => {
    const fetchedAt = new Date(Date.now() - 29 * 86_400_000)
    provider.answer = (slug) => ({ fetchedAt, data: dataOf(slug), error: null })
    await enrich({ slug: 'acme' })
    const [row] = await companies(await enrich({ slug: 'acme' }, { slug: 'acme', domain: 'a.com' }))
    expect(row).toMatchObject({ industry: 'Machines', enrichedAt: fetchedAt })
    expect(provider.triggers).toHaveLength(1)
  })

  it('stored data older than 30 days is bought again', async () => {
    await enrich({ slug: 'acme' })
    await database.pool.query(`UPDATE company_profiles SET fetched_at = now() - interval '31 days'`)
    await enrich({ slug: 'acme' })
    expect(provider.triggers).toHaveLength(2)
    const [profile] = await database.prisma.companyProfile.findMany({ where: { ownerId: enricher.userId } })
    expect(Date.now() - (profile?.fetchedAt.getTime() ?? 0)).toBeLessThan(60_000)
  })

  it('stored data is not used for another user', async () => {
    await enrich({ slug: 'acme' })
    const other = await createEnricher(provider, {}, database)
    const listId = await other.addList([{ slug: 'acme' }])
    await other.request(listId)
    await other.finish(listId)
    expect(provider.triggers).toHaveLength(2)
  })
})

describe('a list', () => {
  it('a list is ENRICHING from the request to the end', async () => {
    const listId = await enricher.addList([{ slug: 'acme' }])
    expect(await database.prisma.enrichment.findFirst({ where: { listId } })).toBeNull()
    await enricher.request(listId)
    expect(await enricher.read(listId)).toMatchObject({ status: 'ENRICHING', finishedAt: null, requested: 1 })
    const { startedAt, finishedAt, ...end } = await enricher.finish(listId)
    expect(end).toMatchObject({
      status: 'IDLE',
      requested: 1,
      planned: 1,
      processed: 1,
      total: 1,
      enriched: 1,
      errorCode: null,
    })
    expect(finishedAt?.getTime()).toBeGreaterThanOrEqual(startedAt.getTime())
  })

  it('the enrichment of an empty list ends at once', async () => {
    expect(await enricher.read(await enrich())).toMatchObject({ status: 'IDLE', total: 0 })
    expect(provider.triggers).toEqual([])
  })

  it('a list is requested in batches of distinct pages, one after the other', async () => {
    const small = await createEnricher(provider, { enrichmentBatch: 2 }, database)
    const listId = await small.addList(['a', 'b', 'a', 'c', 'd', 'e'].map((slug) => ({ slug })))
    await small.request(listId)
    await small.timeSlice(listId)
    expect(provider.triggers).toHaveLength(1)
    expect((await small.items(listId)).filter(({ status }) => status === 'SENT')).toHaveLength(3)
    await small.finish(listId)
    expect(provider.triggers.map(({ urls }) => urls)).toEqual([
      [addressOf('a'), addressOf('b')],
      [addressOf('c'), addressOf('d')],
      [addressOf('e')],
    ])
  })

  it('a request during an enrichment adds new companies to it, and it ends once all are done', async () => {
    const listId = await enricher.addList([{ slug: 'first' }, { name: 'No address' }])
    await enricher.request(listId)
    await enricher.timeSlice(listId)
    expect(await enricher.read(listId)).toMatchObject({ total: 2, skipped: 1 })
    await enricher.addList([{ slug: 'second' }], listId)
    await database.pool.query(
      `UPDATE company_rows SET linkedin_key = 'third', linkedin_url = 'linkedin.com/company/third' WHERE list_id = $1 AND name = 'No address'`,
      [listId],
    )
    const { startedAt } = await enricher.read(listId)
    await enricher.request(listId)
    expect(await enricher.finish(listId)).toMatchObject({
      ...{ requested: 2, planned: 2, processed: 2, total: 3, enriched: 3, skipped: 0, failed: 0 },
      startedAt,
    })
    expect(provider.triggers.map(({ urls }) => urls)).toEqual([
      [addressOf('first')],
      [addressOf('second'), addressOf('third')],
    ])
    expect((await companies(listId)).map(({ industry }) => industry)).toEqual(['Machines', 'Machines', 'Machines'])
  })

  it('an enrichment requested again just before its end continues', async () => {
    const listId = await enricher.addList([{ slug: 'first' }])
    await enricher.request(listId)
    await enricher.timeSlice(listId)
    provider.onCollect.push(async () => {
      await enricher.addList([{ slug: 'second' }], listId)
      await enricher.request(listId)
      return provider.resultsOf('s_1')
    })
    expect(await enricher.finish(listId)).toMatchObject({ total: 2, enriched: 2, requested: 2, processed: 2 })
  })

  it('a request after the end starts a new enrichment of the companies with missing data', async () => {
    provider.answer = (slug) =>
      slug === 'dead'
        ? { fetchedAt: null, data: null, error: { code: 'DEAD_PAGE', message: '' } }
        : { fetchedAt: null, data: dataOf(slug, { founded: null }), error: null }
    const listId = await enrich({ slug: 'acme' }, { slug: 'dead' })
    const before = await enricher.read(listId)
    expect(before).toMatchObject({ total: 2, enriched: 1, failed: 1 })
    await enricher.request(listId)
    expect(await enricher.read(listId)).toMatchObject({
      id: before.id,
      total: 0,
      enriched: 0,
      failed: 0,
      finishedAt: null,
    })
    expect(await enricher.items(listId)).toEqual([])
    const end = await enricher.finish(listId)
    expect(end).toMatchObject({ total: 1, enriched: 0, failed: 1, requested: 2, processed: 2 })
    expect(end.version).toBeGreaterThan(before.version)
    expect(provider.triggers[1]?.urls).toEqual([addressOf('dead')])
  })

  it('every committed change sends one event', async () => {
    const client = await database.pool.connect()
    const versions: number[] = []
    client.on('notification', ({ payload }) => {
      const { channel, message } = JSON.parse(payload ?? '')
      if (channel === 'enrichment') versions.push(message.version)
    })
    await client.query('LISTEN leadstream')
    const listId = await enrich({ slug: 'acme' })
    const { version } = await enricher.read(listId)
    await client.query('SELECT 1')
    expect(versions.at(-1)).toBe(version)
    expect(versions).toEqual(Array.from({ length: version }, (_, index) => index + 1))
    client.release(true)
  })
})
