import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { healingFaults } from '../../../src/providers/sales-nav/fake/faults.ts'
import { inventSearch } from '../../../src/providers/sales-nav/invented-people.ts'
import { addWorker, startLinkedInApp } from '../../support/linkedin.ts'
import { firstLine, killGroup, startProcess } from '../../support/processes.ts'
import { creditsOf, isOver, readRun } from '../../support/runs.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  gapsOf,
  hurry,
  numbersTo,
  type Searcher,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'
import { waitFor } from '../../support/wait-for.ts'

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

describe('runs of 2,500 leads of which a tenth of the answers is at fault', () => {
  it('end COMPLETED with exact rows and credits, one request at a time', async () => {
    const spacing = 30
    // Long enough for the run to notice, and no longer than a test can wait.
    const kinds = healingFaults.map((fault) =>
      fault.ends === undefined ? fault : { ...fault, ends: fault.kind === 'hang' ? 200 : 1_500 },
    )
    const app = await startLinkedInApp(
      { ...fastPace, salesNavSpacing: spacing, workerConcurrency: 3 },
      { find: inventSearch, latency: 5, faults: { percent: 10, seed: 688, kinds } },
    )
    const searchers = await Promise.all(Array.from({ length: 3 }, () => createSearcher(app, 3_000)))
    const endInHaste = async (searcher: Searcher, runId: string) => {
      let version = 0
      for (;;) {
        const run = await searcher.when(
          runId,
          (run) => isOver(run) || (run.nextAttemptAt !== null && run.version > version),
        )
        if (isOver(run)) return run
        version = run.version
        await hurry(app.pool, runId)
      }
    }
    const each = async (searcher: Searcher, at: number) => {
      const url = `https://www.linkedin.com/sales/search/people?query=(keywords:growth-${at})`
      const { runId, listId } = await searcher.start(url)
      const run = await endInHaste(searcher, runId)
      const { at: lead } = inventSearch(url)
      const expected = new Set(Array.from({ length: 2_500 }, (_, place) => lead(place).id))
      const { rows } = await app.pool.query('SELECT sales_nav_url AS url FROM list_rows WHERE list_id = $1', [listId])
      const landed = rows.map(({ url }) => String(url).replace('https://www.linkedin.com/sales/lead/', ''))
      expect(run).toMatchObject({ status: 'COMPLETED', error: null, counts: { imported: expected.size } })
      expect(run.counts.processed).toBe(run.counts.imported + run.counts.merged)
      expect(new Set(landed)).toEqual(expected)
      expect(landed).toHaveLength(expected.size)
      expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 3_000 - expected.size, reserved: 0 })
      const gaps = gapsOf(searchesOf(app, searcher.providerAccountId))
      expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(gaps.length * 0.75 * spacing)
    }
    await Promise.all(searchers.map(each))
    const faults = searchesOf(app).flatMap(({ fault }) => fault ?? [])
    expect(faults.length).toBeGreaterThanOrEqual(8)
    expect(new Set(faults).size).toBeGreaterThanOrEqual(8)
    await app.stop()
  })
})

describe('requests of one account', () => {
  it('come one at a time and spaced out, also those of two runs in two workers', async () => {
    const spacing = 600
    const app = await startLinkedInApp({ ...fastPace, salesNavSpacing: spacing }, { find: findPeople, latency: 50 })
    await addWorker(app)
    const searcher = await createSearcher(app)
    const runs = [
      await searcher.start(searchFor(250), { maxResults: 250 }),
      await searcher.start(searchFor(150), { maxResults: 150 }),
    ]
    for (const { runId, listId } of runs) {
      const { counts } = await searcher.end(runId)
      await expectPeople(app.pool, listId, numbersTo(counts.imported))
    }
    const gaps = gapsOf(searchesOf(app, searcher.providerAccountId))
    expect(gaps).toHaveLength(4)
    // Give or take a quarter each; a busy machine may send the first request late.
    expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(2 * spacing)
    await app.stop()
  })
})

describe('a worker that goes away between two pages', () => {
  it('after kill -9 another worker resumes at the cursor, and no person is imported or charged twice', async () => {
    const app = await startLinkedInApp({ ...fastPace, role: 'api' }, { find: findPeople, latency: 1 })
    app.fake.faults.push({ kind: 'shrinking_total', times: 2 })
    app.fake.faults.push({ kind: 'hang' })
    const worker = startProcess(main, [], {
      DATABASE_URL: app.config.databaseUrl ?? '',
      ROLE: 'worker',
      PORT: '0',
      SALES_NAV_SPACING_MS: '5',
      UNIPILE_URL: app.fake.url,
      UNIPILE_API_KEY: app.fake.apiKey,
    })
    await firstLine(worker)
    const searcher = await createSearcher(app)
    const { runId, listId } = await searcher.start(searchFor(350))
    await waitFor(async () => searchesOf(app).length === 3)
    await killGroup(worker)
    expect(await readRun(searcher, runId)).toMatchObject({ status: 'RUNNING', page: 2, counts: { imported: 200 } })
    await addWorker(app)
    expect(await searcher.end(runId)).toMatchObject({ status: 'COMPLETED', counts: { imported: 350, merged: 0 } })
    await expectPeople(app.pool, listId, numbersTo(350))
    const { rows } = await app.pool.query(
      "SELECT page, quantity FROM credit_entries WHERE run_id = $1 AND kind = 'CAPTURE' ORDER BY page",
      [runId],
    )
    expect(rows).toEqual([100, 100, 100, 50].map((quantity, page) => ({ page, quantity })))
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 650, reserved: 0 })
    const cursors = searchesOf(app).map(({ query }) => query['cursor'])
    expect(cursors[2]).toBe(cursors[3])
    await app.stop()
  })
})
