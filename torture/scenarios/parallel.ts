import { createNaive } from '../baseline/naive-parallel.ts'
import { storm } from '../harness/concurrent-callers.ts'
import type { WorldDatabase } from '../harness/environment.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { findBroken } from '../harness/invariants.ts'
import { openAccount } from '../harness/one-account.ts'
import type { Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'

type Count = 'imports' | 'rounds' | 'rows' | 'workers'

/** Imports of every kind at once, through the doors that users have, with credits for a fifth of them. */
export const parallel: Scenario<Count> = {
  name: 'parallel',
  promise:
    'However many imports of one account run at once, a lead is charged if and only if it lands, and no credit twice.',
  counts: {
    imports: { sample: 12, ci: 100, full: 100 },
    rounds: { sample: 1, ci: 2, full: 10 },
    rows: { sample: 60, ci: 375, full: 375 },
    workers: { sample: 1, ci: 2, full: 2 },
  },
  async run({ world, counts, seed, say }) {
    const { imports, rounds, rows } = counts
    const granted = Math.floor((imports * rows) / 5)
    const database = await world.createDatabase()
    const [api, ...workers] = await startFleet(world, database, counts.workers)
    const broken: string[] = []
    const sums = {
      accepted: 0,
      refused: 0,
      waves: 0,
      landed: 0,
      charged: 0,
      readings: 0,
      entries: 0,
      partlyPaidRuns: 0,
    }
    let lowestBalance = granted
    for (let round = 1; round <= rounds; round++) {
      const account = await openAccount(database, api.url, { name: `round${round}`, granted, rows, seed: seed + round })
      const { figures, broken: found } = await storm(account, imports)
      const { broken: seen, entries, partlyPaidRuns } = await account.review()
      broken.push(...[...found, ...account.odd, ...seen].map((what) => `round ${round}: ${what}`))
      sums.accepted += figures.accepted
      sums.refused += account.refused()
      sums.waves += figures.waves
      sums.landed += figures.landed
      sums.charged += figures.charged
      sums.readings += figures.readings
      sums.entries += entries
      sums.partlyPaidRuns += partlyPaidRuns
      lowestBalance = Math.min(lowestBalance, figures.lowestBalance)
      say(`round ${round} of ${rounds}: ${JSON.stringify(figures)}`)
    }
    if (sums.partlyPaidRuns === 0) broken.push('no run was paid in part, so nothing is known of those')
    broken.push(...(await findBroken(database.pool)))
    const deadlocks = await endFleet([api, ...workers], database, broken)

    const naive = await storm(await createNaive(database.pool, { credits: granted, rows }), imports)
    if (naive.broken.length === 0) broken.push('the naive way was not found to be broken, so this proves nothing')
    return {
      figures: {
        ...{ ...sums, lowestBalance, deadlocks },
        naiveBalance: naive.figures.balance,
        naiveLanded: naive.figures.landed,
        naivePaidFor: granted,
        naiveFaults: naive.broken.join('; '),
      },
      broken,
    }
  },
}

async function startFleet(
  world: Trial['world'],
  { url }: WorldDatabase,
  workers: number,
): Promise<[ServerProcess, ...ServerProcess[]]> {
  const start = (ROLE: string) =>
    world.startServer({
      ROLE,
      DATABASE_URL: url,
      // Several pages a run, several runs a worker, and no rest for the account at LinkedIn.
      ...{ IMPORT_PAGE_SIZE: '50', WORKER_CONCURRENCY: '4', SALES_NAV_SPACING_MS: '0', RATE_LIMIT_PER_TOKEN: '0' },
    })
  return await Promise.all([start('api'), ...Array.from({ length: workers }, () => start('worker'))])
}

/** Stops the servers and adds what they complained of; how often Postgres had to end a deadlock. */
async function endFleet(servers: ServerProcess[], { pool }: WorldDatabase, broken: string[]): Promise<number> {
  // A connection's deadlocks are counted when it ends, at the latest.
  await Promise.all(servers.map((server) => server.stop()))
  const { rows } = await pool.query<{ deadlocks: number }>(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  )
  const deadlocks = rows[0]?.deadlocks ?? 0
  if (deadlocks > 0) broken.push(`Postgres had to end ${deadlocks} deadlocks`)
  broken.push(...errorLogsOf(servers))
  return deadlocks
}
