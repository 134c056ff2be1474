import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { captureCredits } from '../../src/credits/ledger.ts'
import { createPool, transaction } from '../../src/db/client.ts'
import { csvPages } from '../../src/imports/csv-pages.ts'
import { insertOutcomes, insertPeople, takeIds } from '../../src/imports/run/insert-rows.sql.ts'
import type { LeadPage } from '../../src/imports/run/lead-page.ts'
import { type ActiveRun, advanceRun, claimRun, findOwner } from '../../src/imports/run/runs.sql.ts'
import { judgePage } from '../../src/imports/verdicts/judge-page.ts'
import { createLog } from '../../src/log.ts'

// A naive import: insert, then charge, then advance, each in its own transaction. All else is the product's code.

/** Milliseconds that a commit takes on an ordinary commitMs; the test cluster runs with fsync off. */
const commitMs = 5

const [databaseUrl = '', runId = '', pageSize] = process.argv.slice(2)
const pool = createPool(databaseUrl, 2, createLog({ logLevel: 'error', logFormat: 'json' }))

const ownerId = await findOwner(pool, runId)
const run = ownerId === null ? null : await claimRun(pool, { ownerId, id: runId })
if (run === null) throw new Error('The run does not exist.')
let number = run.page
for await (const page of csvPages(pool, run, Number(pageSize), run.cursor)) await writePage(run, page, number++)
await pool.end()

async function writePage(run: ActiveRun, page: LeadPage, number: number): Promise<void> {
  const { counts, outcomes } = await transaction(pool, async (client) => await insert(client, run, page))
  await delay(commitMs)
  await captureCredits(pool, run.ownerId, { runId: run.id, page: number, quantity: counts.imported })
  await delay(commitMs)
  await transaction(pool, async (client) => {
    await insertOutcomes(client, run, outcomes, () => undefined)
    await client.query('UPDATE import_runs SET page = $2 WHERE id = $1', [run.id, number + 1])
    await advanceRun(client, run, page, counts)
  })
  await delay(commitMs)
}

async function insert(client: pg.ClientBase, run: ActiveRun, { leads }: LeadPage) {
  const decision = await judgePage(client, { where: run, leads, affordable: leads.length })
  const ids = await takeIds(client, 'list_rows', decision.newPeople.length)
  for (const [at, person] of decision.newPeople.entries()) person.id = ids[at] ?? null
  const landing = { ownerId: run.ownerId, listId: run.listId, runId: run.id, source: 'CSV' } as const
  await insertPeople(client, landing, decision.newPeople, () => undefined)
  return decision
}
