import { beforeAll, describe, expect, it } from 'vitest'
import { readImport } from '../../support/imports.ts'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { creditsOf, isOver, watchRun } from '../../support/runs.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  numbersTo,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'

let app: LinkedInApp
beforeAll(async () => {
  app = await startLinkedInApp(fastPace, { find: findPeople, latency: 1 })
})

describe('a search', () => {
  it('imports a search page by page, with people, their companies and the progress of each page', async () => {
    const searcher = await createSearcher(app)
    const { runId, listId } = await searcher.start(searchFor(250))
    const stream = await watchRun(app, searcher.token, runId)
    const events = await stream.upTo(isOver)
    expect(events.at(-1)).toMatchObject({
      status: 'COMPLETED',
      page: 3,
      pauseReason: null,
      warnings: [],
      counts: { total: 250, processed: 250, imported: 250 },
    })
    await expectPeople(app.pool, listId, numbersTo(250))
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 750, reserved: 0 })
    expect(searchesOf(app, searcher.providerAccountId).map(({ query }) => query['limit'])).toEqual([
      '100',
      '100',
      '100',
    ])

    const { rows, companies, counts } = await readImport(searcher.query, runId)
    expect(counts).toMatchObject({ companiesCreated: 10, companiesLinked: 250 })
    expect(companies[0]).toMatchObject({ name: 'Company 1', linkedinUrl: 'https://www.linkedin.com/company/501' })
    expect(rows[0]).toMatchObject({
      fullName: 'Person 1',
      firstName: 'Person',
      lastName: '1',
      headline: 'Head of 1',
      location: 'Utrecht',
      title: 'Engineer',
      companyName: 'Company 1',
      company: { name: 'Company 1' },
      linkedinUrl: expect.stringMatching(/^https:\/\/www\.linkedin\.com\/in\/s\d+-1$/),
      salesNavUrl: expect.stringMatching(/^https:\/\/www\.linkedin\.com\/sales\/lead\/ACwAAs\d+n1$/),
    })
  })

  it('stops at the maximum: the rest of the page gets no verdict and costs nothing', async () => {
    const searcher = await createSearcher(app, 130)
    const { runId, listId, wasCapped } = await searcher.start(searchFor(400), { maxResults: 300 })
    expect(wasCapped).toBe(true)
    expect(await searcher.end(runId)).toMatchObject({
      status: 'COMPLETED',
      page: 2,
      counts: { total: 130, processed: 130, imported: 130, unaffordable: 0 },
    })
    await expectPeople(app.pool, listId, numbersTo(130))
    expect((await readImport(searcher.query, runId)).outcomes).toEqual([])
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 0, reserved: 0 })
  })

  it('imports a search again without charge, and no person twice', async () => {
    const searcher = await createSearcher(app, 500)
    const url = searchFor(150)
    const { runId, listId } = await searcher.start(url)
    await searcher.end(runId)
    const again = await searcher.start(url, { listId, maxResults: 20 })
    expect(await searcher.end(again.runId)).toMatchObject({
      status: 'COMPLETED',
      counts: { total: 150, processed: 150, imported: 0, merged: 150 },
    })
    await expectPeople(app.pool, listId, numbersTo(150))
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 350, reserved: 0 })
  })

  it('does not count merged, blocked and otherwise listed people towards the maximum', async () => {
    const searcher = await createSearcher(app, 500)
    const url = searchFor(100)
    const before = await searcher.start(url, { maxResults: 10 })
    await searcher.end(before.runId)
    await searcher.query('mutation { blockCompanies(input: { entries: [{ name: "Company 5" }] }) { __typename } }')
    const into = await searcher.start(url, { maxResults: 9 })
    expect(await searcher.end(into.runId)).toMatchObject({
      counts: { total: 20, processed: 20, imported: 9, merged: 0, crossListSkipped: 9, blocked: 2 },
    })
    await expectPeople(app.pool, into.listId, [11, 12, 13, 14, 16, 17, 18, 19, 20])
    const on = await searcher.start(url, { maxResults: 5, listId: into.listId })
    expect(await searcher.end(on.runId)).toMatchObject({
      counts: { total: 26, processed: 26, imported: 5, merged: 9, crossListSkipped: 9, blocked: 3 },
    })
    const off = await searcher.start(url, { maxResults: 100, listId: into.listId, skipExistingCustomers: false })
    expect(await searcher.end(off.runId)).toMatchObject({ counts: { processed: 100, imported: 86, merged: 14 } })
  })

  it('warns that a search has more results than Sales Navigator shows, and how to import them', async () => {
    const searcher = await createSearcher(app, 150)
    const { runId } = await searcher.start(searchFor(3_100))
    const run = await searcher.end(runId)
    expect(run.warnings).toEqual([expect.stringMatching(/3,100 results.*first 2,500.*Split it/)])
    expect(run.counts).toMatchObject({ total: 150, imported: 150 })
  })

  it('completes a search without results', async () => {
    const searcher = await createSearcher(app)
    const { runId } = await searcher.start(searchFor(0))
    expect(await searcher.end(runId)).toMatchObject({ status: 'COMPLETED', counts: { total: 0, processed: 0 } })
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 1_000, reserved: 0 })
  })
})

describe('a page with something odd in it', () => {
  it('brings a lead of which only the id is there, and the next import fills in the rest', async () => {
    const searcher = await createSearcher(app)
    const url = searchFor(3)
    app.fake.faults.push({ kind: 'null_item' })
    const { runId, listId } = await searcher.start(url)
    expect(await searcher.end(runId)).toMatchObject({ counts: { imported: 3, invalid: 0 } })
    const { rows } = await readImport(searcher.query, runId)
    expect(rows[0]).toEqual({ salesNavUrl: expect.stringMatching(/n1$/) })
    const again = await searcher.start(url, { listId })
    expect(await searcher.end(again.runId)).toMatchObject({ counts: { imported: 0, merged: 3 } })
    const filled = await readImport(searcher.query, again.runId)
    expect(filled.counts.updated).toBe(1)
    expect(filled.rows[0]).toMatchObject({ fullName: 'Person 1', title: 'Engineer', company: { name: 'Company 1' } })
  })

  it('takes a lead that comes on two pages once', async () => {
    const searcher = await createSearcher(app)
    app.fake.faults.push({ kind: 'shrinking_total' })
    app.fake.faults.push({ kind: 'same_lead' })
    const { runId, listId } = await searcher.start(searchFor(150))
    expect(await searcher.end(runId)).toMatchObject({
      counts: { total: 151, processed: 151, imported: 150, merged: 1 },
    })
    await expectPeople(app.pool, listId, numbersTo(150))
    expect((await readImport(searcher.query, runId)).outcomes).toMatchObject([
      { rowNumber: 101, verdict: 'MERGED', reasonCode: 'SAME_LINKEDIN' },
    ])
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 850, reserved: 0 })
  })

  it('continues after an empty page', async () => {
    const searcher = await createSearcher(app)
    app.fake.faults.push({ kind: 'empty_page', times: 2 })
    const { runId, listId } = await searcher.start(searchFor(110))
    expect(await searcher.end(runId)).toMatchObject({
      status: 'COMPLETED',
      page: 4,
      counts: { total: 110, imported: 110 },
    })
    await expectPeople(app.pool, listId, numbersTo(110))
  })

  it('completes a search whose pages stay empty, with a warning', async () => {
    const searcher = await createSearcher(app)
    app.fake.faults.push({ kind: 'empty_page', times: 100 })
    const { runId } = await searcher.start(searchFor(110))
    expect(await searcher.end(runId)).toMatchObject({
      status: 'COMPLETED',
      page: 100,
      counts: { total: 0, processed: 0 },
      warnings: [expect.stringMatching(/the same page repeatedly/)],
    })
  })

  it('never shows a total below what is processed, however the provider counts', async () => {
    const searcher = await createSearcher(app)
    const { runId } = await searcher.start(searchFor(350))
    app.fake.faults.push({ kind: 'shrinking_total', times: 4 })
    // The helper asserts it for every event.
    expect(await searcher.end(runId)).toMatchObject({ counts: { total: 350, processed: 350, imported: 350 } })
  })
})
