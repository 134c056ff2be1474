import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { firstLine, killGroup, startProcess } from '../../support/processes.ts'
import { creditsOf, readRun } from '../../support/runs.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  gapsOf,
  numbersTo,
  passTime,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'
import { waitFor } from '../../support/wait-for.ts'

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url))

/** Another worker on the database of an app. */
const addWorker = ({ config }: LinkedInApp) => startTestApp({ ...config, role: 'worker', port: 0 })

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

  it('hold up neither the worker nor those of other accounts while they wait', async () => {
    const app = await startLinkedInApp(
      { ...fastPace, salesNavSpacing: 45_000, workerConcurrency: 1 },
      { find: findPeople, latency: 1 },
    )
    const [slow, other] = [await createSearcher(app), await createSearcher(app)]
    const { runId, listId } = await slow.start(searchFor(150))
    await slow.when(runId, ({ page }) => page === 1)
    const waits = async () => {
      const run = await app.prisma.importRun.findFirstOrThrow({ where: { id: runId } })
      return run.status === 'RUNNING' && !run.claimed
    }
    await waitFor(waits)
    expect(await other.importCsv('email\na@b.example\n')).toMatchObject({ status: 'COMPLETED' })
    const { runId: quick } = await other.start(searchFor(20))
    expect(await other.end(quick)).toMatchObject({ status: 'COMPLETED' })
    expect(await waits()).toBe(true)
    expect(searchesOf(app, slow.providerAccountId)).toHaveLength(1)
    await passTime(app.pool, runId)
    await slow.end(runId)
    await expectPeople(app.pool, listId, numbersTo(150))
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

  it('on shutdown a worker abandons a hanging request and releases the run', async () => {
    const app = await startLinkedInApp({ ...fastPace, role: 'api' }, { find: findPeople, latency: 1 })
    const worker = await addWorker(app)
    const searcher = await createSearcher(app)
    app.fake.faults.push({ kind: 'hang' })
    const { runId, listId } = await searcher.start(searchFor(50))
    await waitFor(async () => searchesOf(app).length === 1)
    await worker.stop()
    expect(await app.prisma.importRun.findFirst({ where: { id: runId } })).toMatchObject({
      claimed: false,
      failures: 0,
    })
    await addWorker(app)
    await searcher.end(runId)
    await expectPeople(app.pool, listId, numbersTo(50))
    await app.stop()
  })
})
