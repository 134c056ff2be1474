import { describe, expect, it } from 'vitest'
import { healingFaults } from '../../../src/providers/sales-nav/fake/faults.ts'
import { inventSearch } from '../../../src/providers/sales-nav/invented-people.ts'
import { startLinkedInApp } from '../../support/linkedin.ts'
import { creditsOf, isOver } from '../../support/runs.ts'
import { createSearcher, fastPace, gapsOf, hurry, type Searcher, searchesOf } from '../../support/searches.ts'

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
