import { createNaiveLoad } from '../baseline/naive-parallel.ts'
import { runConcurrently } from '../harness/concurrent-callers.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { findViolations } from '../harness/invariants.ts'
import { openAccountLoad } from '../harness/one-account.ts'
import type { Scenario, Trial } from '../harness/scenario.ts'
import type { ServerProcess } from '../harness/server-process.ts'

type Count = 'imports' | 'rounds' | 'rows' | 'workers'

/** Concurrent imports of every kind through the API, with credits for a fifth of them. */
export const parallel: Scenario<Count> = {
  name: 'parallel',
  promise:
    'However many imports of one account run at once, a lead is charged if and only if it is imported, and no credit is spent twice.',
  counts: {
    imports: { sample: 12, ci: 100, full: 100 },
    rounds: { sample: 1, ci: 2, full: 10 },
    rows: { sample: 60, ci: 375, full: 375 },
    workers: { sample: 1, ci: 2, full: 2 },
  },
  async run({ environment, counts, seed, report }) {
    const { imports, rounds, rows } = counts
    const granted = Math.floor((imports * rows) / 5)
    const database = await environment.createDatabase()
    const [api, ...workers] = await startServers(environment, database, counts.workers)
    const violations: string[] = []
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
      const account = await openAccountLoad(database, api.url, {
        name: `round${round}`,
        granted,
        rows,
        seed: seed + round,
      })
      const { figures, violations: found } = await runConcurrently(account, imports)
      const { violations: seen, entries, partlyPaidRuns } = await account.review()
      violations.push(...[...found, ...account.unexpected, ...seen].map((what) => `round ${round}: ${what}`))
      sums.accepted += figures.accepted
      sums.refused += account.refused()
      sums.waves += figures.waves
      sums.landed += figures.landed
      sums.charged += figures.charged
      sums.readings += figures.readings
      sums.entries += entries
      sums.partlyPaidRuns += partlyPaidRuns
      lowestBalance = Math.min(lowestBalance, figures.lowestBalance)
      report(`round ${round} of ${rounds}: ${JSON.stringify(figures)}`)
    }
    if (sums.partlyPaidRuns === 0) violations.push('no run was partly paid, so that case is untested')
    violations.push(...(await findViolations(database.pool)))
    const deadlocks = await stopServers([api, ...workers], database, violations)

    const naive = await runConcurrently(await createNaiveLoad(database.pool, { credits: granted, rows }), imports)
    if (naive.violations.length === 0) violations.push('the naive import passed the checks, so they prove nothing')
    return {
      figures: {
        ...{ ...sums, lowestBalance, deadlocks },
        naiveBalance: naive.figures.balance,
        naiveLanded: naive.figures.landed,
        naivePaidFor: granted,
        naiveFaults: naive.violations.join('; '),
      },
      violations,
    }
  },
}

async function startServers(
  environment: Trial['environment'],
  { url }: ScenarioDatabase,
  workers: number,
): Promise<[ServerProcess, ...ServerProcess[]]> {
  const start = (ROLE: string) =>
    environment.startServer({
      ROLE,
      DATABASE_URL: url,
      // Several pages per run, several runs per worker, and no pause between LinkedIn requests.
      ...{ IMPORT_PAGE_SIZE: '50', WORKER_CONCURRENCY: '4', SALES_NAV_SPACING_MS: '0', RATE_LIMIT_PER_USER: '0' },
    })
  return await Promise.all([start('api'), ...Array.from({ length: workers }, () => start('worker'))])
}

/** Stops the servers, adds the errors that they logged, and returns the number of deadlocks. */
async function stopServers(
  servers: ServerProcess[],
  { pool }: ScenarioDatabase,
  violations: string[],
): Promise<number> {
  // Postgres reports a connection's deadlocks when it ends, at the latest.
  await Promise.all(servers.map((server) => server.stop()))
  const { rows } = await pool.query<{ deadlocks: number }>(
    'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  )
  const deadlocks = rows[0]?.deadlocks ?? 0
  if (deadlocks > 0) violations.push(`Postgres resolved ${deadlocks} deadlocks`)
  violations.push(...errorLogsOf(servers))
  return deadlocks
}
