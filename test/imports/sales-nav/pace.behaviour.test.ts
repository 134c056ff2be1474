import { describe, expect, it } from 'vitest'
import { addWorker, startLinkedInApp } from '../../support/linkedin.ts'
import {
  createSearcher,
  expectPeople,
  fastPace,
  findPeople,
  numbersTo,
  passTime,
  searchesOf,
  searchFor,
} from '../../support/searches.ts'
import { waitFor } from '../../support/wait-for.ts'

describe('requests of one account', () => {
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
