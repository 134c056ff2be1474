import { expect, it } from 'vitest'
import * as z from 'zod'
import { startTestApp } from '../support/app.ts'
import { createImporter, importInput } from '../support/imports.ts'
import { holdMidPage } from '../support/runs.ts'
import { openStream } from '../support/streams.ts'
import { waitFor } from '../support/wait-for.ts'

/** Reads the metrics at a URL: the value of each name with its labels. */
async function scrape(url: string): Promise<Map<string, number>> {
  const response = await fetch(url)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}

function subscribersOf(metrics: ReadonlyMap<string, number>): number {
  return metrics.get('leadstream_subscribers') ?? 0
}

const rows = 300
const snapshot = z.object({ counts: z.object({ processed: z.number() }) })

it('the metrics are scraped while an import runs, and add up when it is over', async () => {
  const app = await startTestApp({ metricsPort: 0, pageSize: 10 })
  const url = app.metricsUrl ?? ''
  const ann = await createImporter(app)
  // Row 250 has the address of row 50.
  const page = await holdMidPage(app.pool, 250)
  const before = await scrape(url)
  await waitFor(async () => (await scrape(url)).get('leadstream_pool_connections{state="waiting"}') === 0)
  const csv = ['fullName,email', ...Array.from({ length: rows }, (_, at) => `Person ${at},p${at % 200}@example.com`)]
  const { started } = await ann.query<{ started: { runId: string } }>(
    `mutation ($input: CreateListWithImportInput!) {
      started: createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
    }`,
    { input: importInput(csv.join('\n'), { input: { waitSeconds: 0 } }) },
  )
  const query = 'subscription ($runId: ID!) { importProgress(runId: $runId) { counts { processed } } }'
  const stream = await openStream(app.url, { query, variables: started }, snapshot, { token: ann.token })
  await stream.upTo(({ counts }) => counts.processed > 0)
  await page.reached()
  const during = await scrape(url)
  expect(subscribersOf(during) - subscribersOf(before)).toBe(1)
  expect(during.get('leadstream_credits{state="reserved"}')).toBeGreaterThanOrEqual(0)
  expect(during.get('leadstream_database_up')).toBe(1)
  expect(during.get('leadstream_embedded_postgres')).toBe(0)
  expect(during.has('leadstream_disk_free_bytes')).toBe(false)
  expect(during.get('leadstream_notify_lag_seconds')).toBeLessThan(100)
  expect(during.get('leadstream_worker_heartbeat_seconds')).toBeGreaterThanOrEqual(0)
  expect(during.get('leadstream_pool_connections{state="used"}')).toBeGreaterThanOrEqual(0)
  expect(during.get('leadstream_oldest_job_seconds')).toBeGreaterThanOrEqual(0)

  await page.release()
  await stream.upTo(() => false)
  await waitFor(async () => subscribersOf(await scrape(url)) === subscribersOf(before))
  const after = await scrape(url)
  const gained = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
  expect(gained('leadstream_import_rows_total{verdict="IMPORTED"}')).toBe(200)
  expect(gained('leadstream_import_rows_total{verdict="MERGED"}')).toBe(100)
  expect(gained('leadstream_credits_spent_total')).toBe(200)
  expect(gained('leadstream_import_page_seconds_count{outcome="committed"}')).toBe(rows / 10)
  expect(gained('leadstream_job_seconds_count{task="import",outcome="done"}')).toBeGreaterThanOrEqual(0)
  expect(gained('leadstream_operation_seconds_count{type="mutation",outcome="ok"}')).toBe(1)
  expect(after.get('leadstream_credits{state="available"}')).toBe(800)
  expect(after.get('leadstream_credits{state="reserved"}')).toBe(0)
  expect(after.has('leadstream_nodejs_eventloop_lag_seconds')).toBe(true)
})

it('serves nothing else on that port, and no metrics on the other', async () => {
  const app = await startTestApp({ metricsPort: 0, role: 'api' })
  expect((await fetch((app.metricsUrl ?? '').replace('/metrics', '/graphql'))).status).toBe(404)
  expect((await fetch(`${app.origin}/metrics`)).status).toBe(404)
  const metrics = await scrape(app.metricsUrl ?? '')
  expect(metrics.has('leadstream_worker_heartbeat_seconds')).toBe(false)
})
