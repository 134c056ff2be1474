import { setTimeout as delay } from 'node:timers/promises'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import { inventCompany } from '../../src/providers/enrichment/invented-companies.ts'
import { seeded } from '../../src/samples/random.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { injectFaults, type Workload } from '../harness/fault-injector.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Scenario } from '../harness/scenario.ts'
import { startImport } from '../harness/start-import.ts'
import { startWorkerFleet } from '../harness/worker-fleet.ts'

const batch = 10
const batchesOfKill = 3
/** Maximum number of fenced writes between two kills. */
const steps = 6

/** An enrichment whose workers are killed repeatedly. */
export const crashEnrichment: Scenario<'kills'> = {
  name: 'crash-enrichment',
  promise:
    'However often the workers of an enrichment are killed, every company is accounted for, and none is bought twice unless the outcome of the purchase was lost.',
  counts: { kills: { sample: 1, ci: 6, full: 60 } },
  async run({ environment, counts: { kills }, timeFactor, seed, report }) {
    const random = seeded(seed)
    const database = await environment.createDatabase()
    // Half of the results are not pushed and have to be collected.
    const faults = { percent: 50, seed, kinds: [{ kind: 'lost' }] } as const
    const fake = await startFakeBrightData({ latency: 20, readyAfter: 100, faults })
    const env = { DATABASE_URL: database.url, BRIGHT_DATA_URL: fake.url, BRIGHT_DATA_API_KEY: fake.apiKey }
    const api = await environment.startServer({ ...env, ROLE: 'api' })
    const pace = { PUBLIC_URL: api.url, ENRICHMENT_BATCH: String(batch), ENRICHMENT_POLL_MS: '100' }
    const fleet = await startWorkerFleet(environment, database, { ...env, ...pace }, Math.min(2, kills))

    const urls = Array.from({ length: kills * batch * batchesOfKill }, (_, at) => addressOf(`company-${seed}-${at}`))
    const importer = await createImporter(database, api.url, { name: 'crash', credits: urls.length })
    const { message } = await startImport(importer, 'createListWithImport', {
      name: 'Companies',
      dataType: 'COMPANIES',
      csvText: `name,page\n${urls.map((url, at) => `Company ${at},${url}`).join('\n')}\n`,
      companyMapping: { name: 'name', linkedinUrl: 'page' },
    })
    if (message !== undefined) throw new Error(`The import was refused: ${message}`)

    const clock = startClock(database)
    const { figures, violations } = await injectFaults(fleet, enrichments(database), {
      kills,
      steps,
      timeFactor,
      random,
      report,
    })
    const passes = await clock.stop()
    await fleet.end()
    await fake.stop()
    const bought = fake.snapshots.flatMap(({ urls }) => urls)
    const twice = bought.length - new Set(bought).size
    const problems = await verify(database, urls)
    if (new Set(bought).size < urls.length)
      problems.push(`only ${new Set(bought).size} of ${urls.length} pages were requested`)
    if (twice > passes * batch)
      problems.push(`${twice} companies were bought twice, but only ${passes} triggers had a lost outcome`)
    return {
      figures: {
        ...figures,
        snapshots: fake.snapshots.length,
        'triggers with a lost outcome': passes,
        'companies bought twice': twice,
      },
      violations: [...violations, ...problems, ...(await findViolations(database.pool))],
    }
  },
}

function addressOf(slug: string): string {
  return `https://www.linkedin.com/company/${slug}`
}

function enrichments({ pool }: ScenarioDatabase): Workload {
  return {
    task: 'enrich-companies',
    async progress() {
      const { rows } = await pool.query<{ steps: number }>(
        'SELECT COALESCE(sum(step), 0)::int AS steps FROM enrichments',
      )
      return rows[0]?.steps ?? 0
    },
    async isOver() {
      const { rowCount } = await pool.query("SELECT FROM enrichments WHERE status = 'IDLE'")
      return rowCount === 1
    },
  }
}

/**
 * Skips the three minutes for which a trigger with an unknown outcome may still be in flight, if its worker is dead and no
 * results were pushed. `stop` returns how often that happened.
 */
function startClock({ pool }: ScenarioDatabase): { stop(): Promise<number> } {
  let runs = true
  const passing = (async () => {
    let passes = 0
    for (; runs; await delay(100)) {
      const { rowCount } = await pool.query(
        `UPDATE enrichment_batches SET triggered_at = now() - interval '4 minutes'
         WHERE snapshot_id IS NULL AND done_at IS NULL AND triggered_at BETWEEN now() - interval '1 minute' AND now() - interval '1 second'
           AND EXISTS (SELECT FROM graphile_worker.jobs WHERE task_identifier = 'enrich-companies' AND run_at > now() + interval '1 minute')`,
      )
      if (rowCount === 0) continue
      passes += 1
      await pool.query(
        `WITH due AS MATERIALIZED (SELECT graphile_worker.reschedule_jobs(array_agg(id), run_at => now()) FROM graphile_worker.jobs
           WHERE task_identifier = 'enrich-companies' AND locked_by IS NULL)
         SELECT pg_notify('jobs:insert', '{"count":1}') FROM due`,
      )
    }
    return passes
  })()
  return {
    stop() {
      runs = false
      return passing
    },
  }
}

async function verify({ pool }: ScenarioDatabase, urls: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ found: string }>(
    `SELECT json_build_object('status', status, 'total', total, 'enriched', enriched, 'skipped', skipped, 'failed', failed,
       'filled', (SELECT count(*) FROM company_rows WHERE enriched_at IS NOT NULL))::text AS found FROM enrichments`,
  )
  const known = urls.filter((url) => inventCompany(url) !== null).length
  const expected = {
    status: 'IDLE',
    total: urls.length,
    enriched: known,
    skipped: 0,
    failed: urls.length - known,
    filled: known,
  }
  const found = rows[0]?.found ?? 'null'
  const isRight = JSON.stringify(JSON.parse(found)) === JSON.stringify(expected)
  return isRight ? [] : [`the enrichment ended as ${found}, not as ${JSON.stringify(expected)}`]
}
