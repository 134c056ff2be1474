import { expect, it } from 'vitest'
import { type Deployment, type Load, simulateCapacity } from '../../bench/capacity-simulation.ts'

const files: Load = { importsPerHour: 300, rows: 40_000, searchesPerHour: 0, people: 300, accounts: 1 }
const searches: Load = { ...files, importsPerHour: 0, searchesPerHour: 10 }
const deployment: Deployment = {
  ...{ workers: 1, concurrency: 2, pageSize: 5_000, databaseCores: 1, sharedCores: null },
  ...{ workerPerRow: 0.1, databasePerRow: 0.05, request: 1_000, spacing: 3_000, dailyLeads: 2_500 },
}
const simulate = (load: Load, changes: Partial<Deployment> = {}, hours = 4) =>
  simulateCapacity(load, { ...deployment, ...changes }, hours, 7)

it('parts are as busy as what arrives keeps them', async () => {
  const { workersBusy, databaseBusy } = await simulate(files)
  // 300 imports of 40,000 rows in an hour: 1,200 s in the worker, 600 s in the database.
  expect(workersBusy).toBeGreaterThan(0.28)
  expect(workersBusy).toBeLessThan(0.38)
  expect(databaseBusy).toBeCloseTo(workersBusy / 2, 5)
  expect((await simulate(files, { workers: 2 })).workersBusy).toBeCloseTo(workersBusy / 2, 5)
})

it('imports wait longer the more arrive, and less with more workers', async () => {
  const calm = await simulate(files)
  const busy = await simulate({ ...files, importsPerHour: 800 })
  const relieved = await simulate({ ...files, importsPerHour: 800 }, { workers: 3 })
  expect(busy.firstPage.p95).toBeGreaterThan(calm.firstPage.p95 * 2)
  expect(relieved.firstPage.p95).toBeLessThan(busy.firstPage.p95 / 2)
  expect(busy.end.p50).toBeGreaterThan(busy.firstPage.p50)
})

it('workers are no faster than the cores that they share with the database', async () => {
  const apart = await simulate(files, { workers: 4 })
  const together = await simulate(files, { workers: 4, sharedCores: 1 })
  expect(together.end.p50).toBeGreaterThan(apart.end.p50)
})

it('a search takes a request and a pause for each hundred people', async () => {
  const { searchEnd } = await simulate({ ...searches, searchesPerHour: 1, accounts: 100 })
  expect(searchEnd.p50).toBeGreaterThan(3 * (3 * 0.75 + 1))
  expect(searchEnd.p50).toBeLessThan(3 * (3 * 1.25 + 1) + 1)
})

it('searches wait for the next day when their accounts have reached the limit', async () => {
  expect((await simulate(searches, {}, 24)).searchEnd.p95).toBeGreaterThan(12 * 3_600)
  expect((await simulate(searches, { dailyLeads: 1_000_000 }, 24)).searchEnd.p95).toBeLessThan(3_600)
})
