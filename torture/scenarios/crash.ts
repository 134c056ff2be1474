import { seeded } from '../../src/samples/random.ts'
import { crashNaive } from '../baseline/naive-crash.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { injectFaults, type Workload } from '../harness/fault-injector.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter, type PeopleFile, peopleFile, startPeopleImport } from '../harness/people-file.ts'
import type { Scenario } from '../harness/scenario.ts'
import { startWorkerFleet } from '../harness/worker-fleet.ts'

/** Maximum number of pages between two kills. */
const steps = 10
/** Minimum number of pages, so that an import does not end before it is interrupted on a busy machine. */
const minPages = 100

/** An import whose workers are killed repeatedly. */
export const crash: Scenario<'kills' | 'freezes' | 'rows' | 'naive'> = {
  name: 'crash',
  promise:
    'However often the workers of an import are killed or frozen, it resumes by itself, within 15 seconds of a kill and 45 of a freeze, and each row is imported, counted and charged once.',
  counts: {
    kills: { sample: 1, ci: 20, full: 200 },
    freezes: { sample: 0, ci: 1, full: 20 },
    rows: { sample: 1_000, ci: 30_000, full: 100_000 },
    naive: { sample: 1, ci: 20, full: 60 },
  },
  async run({ environment, counts: { kills, freezes, rows, naive }, timeFactor, seed, report }) {
    const random = seeded(seed)
    const database = await environment.createDatabase()
    const file = peopleFile(rows, seed)
    const pageSize = Math.max(1, Math.floor(rows / Math.max(minPages, 2 * steps * (kills + freezes))))
    const env = { DATABASE_URL: database.url, IMPORT_PAGE_SIZE: String(pageSize) }
    const [api, fleet] = await Promise.all([
      environment.startServer({ ...env, ROLE: 'api' }),
      startWorkerFleet(environment, database, env, kills > 10 ? 3 : 2),
    ])

    const importer = await createImporter(database, api.url, { name: 'crash', credits: rows })
    const runId = await startPeopleImport(importer, file)
    const began = performance.now()
    const faults = await injectFaults(fleet, imports(database), { kills, freezes, steps, timeFactor, random, report })
    const seconds = Math.round((performance.now() - began) / 1_000)
    const violations = [
      ...faults.violations,
      ...(await verify(database, runId, file)),
      ...(await findViolations(database.pool)),
    ]
    await fleet.end()

    const figures = await crashNaive(database, api.url, { kills: naive, rows, seed, random })
    if (figures['naive faults'] === '') violations.push('the naive import passed the checks, so they prove nothing')
    return { figures: { ...faults.figures, seconds, pages: Math.ceil(rows / pageSize), ...figures }, violations }
  },
}

/** All imports of a database as a workload. */
export function imports({ pool }: ScenarioDatabase): Workload {
  return {
    task: 'import',
    async progress() {
      const { rows } = await pool.query<{ pages: number }>(
        'SELECT COALESCE(sum(page), 0)::int AS pages FROM import_runs',
      )
      return rows[0]?.pages ?? 0
    },
    async isOver() {
      const { rowCount } = await pool.query(
        "SELECT FROM import_runs WHERE status IN ('QUEUED', 'RUNNING', 'PAUSED') LIMIT 1",
      )
      return rowCount === 0
    },
  }
}

async function verify({ pool }: ScenarioDatabase, runId: string, { counts }: PeopleFile): Promise<string[]> {
  const { rows } = await pool.query<{ run: string }>(
    `SELECT json_build_object('status', status, 'total', total, 'imported', imported, 'merged', merged, 'invalid', invalid,
       'companies', companies_created, 'failures', failures, 'spent', reserved - balance, 'error', error_message)::text AS run
     FROM import_runs JOIN (SELECT user_id, balance FROM credit_accounts) account ON user_id = owner_id WHERE id = $1`,
    [runId],
  )
  const expected = { status: 'COMPLETED', ...counts, failures: 0, spent: counts.imported, error: null }
  const found = rows[0]?.run ?? 'null'
  const isRight = JSON.stringify(JSON.parse(found)) === JSON.stringify(expected)
  return isRight ? [] : [`the run ended as ${found}, not as ${JSON.stringify(expected)}`]
}
