import type pg from 'pg'
import { captureCredits } from '../../credits/ledger.ts'
import { lockOwner, transaction } from '../../db/client.ts'
import type { RowSource } from '../../db/generated/enums.ts'
import { notify } from '../../events/notify.ts'
import type { CompanyField } from '../leads/fields.ts'
import type { Decision } from '../verdicts/decision.ts'
import { judgePage } from '../verdicts/judge-page.ts'
import {
  freeDomains,
  insertCompanies,
  insertOutcomes,
  insertPeople,
  insertPossibleDuplicates,
  takeIds,
  updateCompanies,
  updatePeople,
} from './insert-rows.sql.ts'
import type { PrefetchedPage } from './lead-page.ts'
import { settleRun } from './lifecycle.ts'
import { measurePage } from './page-metrics.ts'
import { type ActiveRun, advanceRun, passFence } from './runs.sql.ts'

/**
 * Writes a page in one transaction: verdicts, rows, companies, credits, counters, cursor and event, all or none. The last page,
 * or the one that reaches the cap of a search, ends the run in the same transaction. Returns null, with nothing written, where
 * another worker, a cancel or a delete was faster. What throws was rolled back: a retry is safe.
 */
export async function writePage(
  pool: pg.Pool,
  run: ActiveRun,
  page: PrefetchedPage,
): Promise<(ActiveRun & { isOver: boolean }) | null> {
  return await measurePage(run.id, (count) =>
    transaction(pool, async (client) => {
      await lockOwner(client, run.ownerId)
      const fence = await passFence(client, run)
      if (fence === null) return null
      // A run that adds no rows has no cap.
      const stopsAtCap = run.kind === 'SALES_NAV' && run.onMatch?.rows !== 'UPDATE_ONLY'
      const decision = await judgePage(client, { where: run, leads: page.leads, stopsAtCap, ...fence })
      await storeDecision(client, run, decision, page.readAhead)
      count(decision.counts)
      const version = await advanceRun(client, run, page, decision.counts)
      await captureCredits(client, run.ownerId, { runId: run.id, page: run.page, quantity: decision.counts.imported })
      await notify(client, 'importRun', { runId: run.id, version })
      const isOver = page.isLast === true || (stopsAtCap && decision.counts.imported === fence.affordable)
      if (isOver) await settleRun(client, run, { status: 'COMPLETED' })
      const position = run.position + page.leads.length
      return { ...run, page: run.page + 1, cursor: page.cursor, position, version, failures: 0, isOver }
    }),
  )
}

async function storeDecision(
  client: pg.ClientBase,
  run: ActiveRun,
  decision: Decision & { companyFields: readonly CompanyField[] },
  readAhead: () => void,
): Promise<void> {
  const target = {
    ownerId: run.ownerId,
    listId: run.listId,
    runId: run.id,
    source: sourceOf(run),
  }
  const { newCompanies, newPeople } = decision
  await assignIds(client, 'company_rows', newCompanies)
  await assignIds(client, 'list_rows', newPeople)
  await freeDomains(client, run.ownerId, decision.changedCompanies)
  await insertCompanies(client, target, newCompanies, run.dataType === 'COMPANIES')
  await updateCompanies(client, run.ownerId, decision.changedCompanies, decision.companyFields)
  await insertPeople(client, target, newPeople, readAhead)
  await updatePeople(client, run.ownerId, decision.changedPeople)
  await insertPossibleDuplicates(client, target, decision.possibleDuplicates)
  await insertOutcomes(client, run, decision.outcomes, readAhead)
}

function sourceOf({ kind }: ActiveRun): RowSource {
  return kind === 'SALES_NAV' || kind === 'API' ? kind : 'CSV'
}

/** Gives new rows their ids. */
export async function assignIds(
  client: pg.ClientBase,
  table: 'list_rows' | 'company_rows',
  rows: { id: number | null }[],
): Promise<void> {
  const ids = await takeIds(client, table, rows.length)
  rows.forEach((row, at) => {
    row.id = ids[at] ?? null
  })
}
