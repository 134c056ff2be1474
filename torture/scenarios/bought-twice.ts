import { setTimeout as delay } from 'node:timers/promises'
import { startFakeBrightData } from '../../src/providers/enrichment/fake/fake-bright-data.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { giveUpMs } from '../harness/give-up.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Scenario } from '../harness/scenario.ts'
import { startImport } from '../harness/start-import.ts'

const batchSize = 10
const lossesPerBatch = 4

/** An enrichment whose provider accepts each request and then answers 504. */
export const boughtTwice: Scenario<'batches'> = {
  name: 'bought-twice',
  promise:
    'If the provider accepts a batch of companies but its response is lost, the results that arrive by webhook are used and nothing is bought twice.',
  counts: { batches: { sample: 1, ci: 3, full: 20 } },
  async run({ environment, counts: { batches }, seed, report }) {
    const database = await environment.createDatabase()
    const fake = await startFakeBrightData({ readyAfter: 500 })
    fake.faults.push({ kind: 'accepted_504', times: batches * lossesPerBatch })
    const env = { DATABASE_URL: database.url, BRIGHT_DATA_URL: fake.url, BRIGHT_DATA_API_KEY: fake.apiKey }
    const api = await environment.startServer({ ...env, ROLE: 'api' })
    const pace = { PUBLIC_URL: api.url, ENRICHMENT_BATCH: String(batchSize), ENRICHMENT_POLL_MS: '100' }
    await environment.startServer({ ...env, ...pace, ROLE: 'worker' })

    const total = batches * batchSize
    const rows = Array.from({ length: total }, (_, at) => `Company ${at},linkedin.com/company/bought-${seed}-${at}`)
    const importer = await createImporter(database, api.url, { name: 'bought-twice', credits: total })
    const { message } = await startImport(importer, 'createListWithImport', {
      name: 'Companies',
      dataType: 'COMPANIES',
      csvText: `name,page\n${rows.join('\n')}\n`,
      companyMapping: { name: 'name', linkedinUrl: 'page' },
    })
    if (message !== undefined) throw new Error(`The import was refused: ${message}`)

    const start = performance.now()
    const end = await waitForEnd(database, report)
    const seconds = Math.round((performance.now() - start) / 1_000)
    const bought = fake.snapshots.flatMap(({ urls }) => urls)
    const companies = new Set(bought).size
    const lost = fake.log.filter(({ fault }) => fault === 'accepted_504').length
    await fake.stop()

    const violations = await findViolations(database.pool)
    if (end?.status !== 'IDLE') violations.push(`the enrichment was not over after ${seconds} s`)
    else if (end.processed !== total) violations.push(`${end.processed} of ${total} companies were processed`)
    if (bought.length > companies)
      violations.push(`${companies} companies were bought ${bought.length} times, after ${lost} lost responses`)
    return {
      figures: { companies: total, 'lost responses': lost, 'companies bought': bought.length, seconds },
      violations,
    }
  },
}

interface Enrichment {
  status: string
  processed: number
}

/** Waits until the enrichment is over or no longer advances; returns its last state. */
async function waitForEnd({ pool }: ScenarioDatabase, report: (line: string) => void): Promise<Enrichment | undefined> {
  let last: Enrichment | undefined
  for (let deadline = performance.now() + giveUpMs; performance.now() < deadline; await delay(100)) {
    const { rows } = await pool.query<Enrichment>(
      'SELECT status, enriched + skipped + failed AS processed FROM enrichments',
    )
    if (rows[0]?.processed !== last?.processed) {
      report(`${rows[0]?.processed} companies processed`)
      deadline = performance.now() + giveUpMs
    }
    last = rows[0]
    if (last?.status === 'IDLE') break
  }
  return last
}
