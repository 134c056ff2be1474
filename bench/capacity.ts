import { availableParallelism } from 'node:os'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Capacity, type Deployment, type Load, percentiles, simulateCapacity } from './capacity-simulation.ts'
import { createClient } from './client.ts'
import { type Environment, inEnvironment } from './environment.ts'
import { round2, timed } from './figures.ts'
import { widePeopleCsv, widePeopleMapping } from './people.ts'

/** How many workers a load needs. */
export interface CapacityFigures {
  /** Processor time a row, as measured here, in microseconds. */
  workerMicrosPerRow: number
  databaseMicrosPerRow: number
  /** Imports that really ran, and the same load simulated: seconds from the command to the end. */
  measured: { imports: number; p50: number; p95: number }
  simulated: { p50: number; p95: number }
  /** The load with 1, 2, 3 … workers on machines of their own. */
  capacities: Capacity[]
  /** The fewest workers with which 95 % of the imports have their first page within 10 seconds; null if the database is the limit. */
  workers: number | null
}

type Costs = Pick<Deployment, 'workerPerRow' | 'databasePerRow'>

const maxFirstPage = 10
const maxWorkers = 8
const fixed = { concurrency: 2, pageSize: 5_000, request: 1_500, spacing: 3_000, dailyLeads: 2_500 }

/** Measures what a row costs, checks the simulation against imports that really run, and simulates the load. */
export async function benchCapacity(load: Load & { databaseCores: number }): Promise<CapacityFigures> {
  const { costs, measured, simulated } = await inEnvironment(async (environment) => {
    const costs = await measureCosts(environment)
    return { costs, ...(await measurePoint(environment, costs)) }
  })
  const capacities: Capacity[] = []
  for (let workers = 1; workers <= maxWorkers; workers++) {
    const deployment = { ...fixed, ...costs, workers, databaseCores: load.databaseCores, sharedCores: null }
    capacities.push(await simulateCapacity(load, deployment, 24, 1))
  }
  const isEnough = ({ firstPage, databaseBusy }: Capacity) => firstPage.p95 <= maxFirstPage && databaseBusy < 1
  return {
    workerMicrosPerRow: round2(costs.workerPerRow * 1_000),
    databaseMicrosPerRow: round2(costs.databasePerRow * 1_000),
    measured,
    simulated,
    capacities,
    workers: capacities.find(isEnough)?.workers ?? null,
  }
}

/** Imports one file alone. */
async function measureCosts({ server, pool, costOf }: Environment): Promise<Costs> {
  const rows = 50_000
  const client = await createClient(pool, server.url, rows)
  const uploadId = await client.upload(Readable.from(widePeopleCsv(rows, 0)))
  const cost = await costOf(() => client.importPeople({ uploadId }, rows, widePeopleMapping))
  return { workerPerRow: (1_000 * cost.server) / rows, databasePerRow: (1_000 * cost.postgres) / rows }
}

/** Imports files of different users at random times, on a server that shares its machine with Postgres, and simulates that. */
async function measurePoint({ server, pool }: Environment, costs: Costs) {
  const cores = availableParallelism()
  const load = { rows: 5_000, searchesPerHour: 0, people: 0, accounts: 1 }
  // Half of what the cores can do.
  const pause = (2 * load.rows * (costs.workerPerRow + costs.databasePerRow)) / cores
  const imports = 20
  const seconds: number[] = []
  const running: Promise<void>[] = []
  for (let at = 1; at <= imports; at++) {
    // Evenly spread over the exponential distribution, in an order that mixes small and large files.
    const share = (((at * 7) % imports) + 0.5) / imports
    const rows = Math.ceil(-Math.log(1 - share) * load.rows)
    const client = await createClient(pool, server.url, rows)
    const uploadId = await client.upload(Readable.from(widePeopleCsv(rows, at * 1_000_000)))
    const wait = -Math.log(1 - (((at * 11) % imports) + 0.5) / imports) * pause
    await delay(wait)
    running.push(
      timed(() => client.importPeople({ uploadId }, rows, widePeopleMapping)).then(
        (end) => void seconds.push(1_000 * end),
      ),
    )
  }
  await Promise.all(running)
  const deployment = { ...fixed, ...costs, workers: 1, databaseCores: cores, sharedCores: cores }
  const { end } = await simulateCapacity({ ...load, importsPerHour: 3_600_000 / pause }, deployment, 1, 1)
  const rounded = ({ p50, p95 }: Capacity['end']) => ({ p50: round2(p50), p95: round2(p95) })
  return { measured: { imports, ...rounded(percentiles(seconds)) }, simulated: rounded(end) }
}

/** Returns the figures as text. */
export function capacityTable({ measured, simulated, capacities, workers, ...costs }: CapacityFigures): string {
  const cells = capacities.map((capacity) => [
    String(capacity.workers),
    ...[capacity.firstPage, capacity.end, capacity.searchEnd].map(
      ({ p50, p95 }) => `${p50.toFixed(1)} / ${p95.toFixed(1)}`,
    ),
    `${Math.round(capacity.workersBusy * 100)} %`,
    `${Math.round(capacity.databaseBusy * 100)} %`,
  ])
  const header = ['workers', 'first page', 'end', 'end of a search', 'workers busy', 'database busy']
  const lines = [header, ...cells].map((line) => line.map((cell) => cell.padStart(16)).join(''))
  return `A row costs ${costs.workerMicrosPerRow} µs in a worker and ${costs.databaseMicrosPerRow} µs in Postgres.
${measured.imports} imports here: ${measured.p50} s (median), ${measured.p95} s (95 %); simulated ${simulated.p50} s, ${simulated.p95} s.

Seconds from the command, median / 95 %:
${lines.join('\n')}

${workers === null ? 'The database is the limit: more workers do not help.' : `${workers} ${workers === 1 ? 'worker is' : 'workers are'} enough for a first page within ${maxFirstPage} seconds (95 %).`}
`
}
