import type pg from 'pg'
import type { RowSource } from '../../db/generated/enums.ts'
import { deletePairs, deletePeople } from '../edit/edited-rows.sql.ts'
import {
  insertCompanies,
  insertOutcomes,
  insertPeople,
  insertPossibleDuplicates,
  movePeople,
  updateCompanies,
  updatePeople,
} from '../run/insert-rows.sql.ts'
import type { ActiveRun } from '../run/runs.sql.ts'
import { assignIds } from '../run/write-page.ts'
import type { RunCounts } from '../verdicts/decision.ts'
import { judgePage } from '../verdicts/judge-page.ts'
import { copyEnrichment, markCopied, type ScopedRow } from './bulk.sql.ts'
import type { BulkChange } from './bulk-change.ts'
import { readLeads } from './read-leads.ts'

/**
 * Moves or copies people into the run's list, with the verdicts of an import: those who match someone there are merged. Their
 * companies are found or created there. A moved row keeps its id and the run that added it; a copy gets new ones.
 */
export async function transferPeople(
  client: pg.ClientBase,
  run: ActiveRun,
  { action, listId: fromListId }: BulkChange,
  rows: readonly ScopedRow[],
): Promise<RunCounts> {
  const { ownerId, listId } = run
  const moves = action === 'MOVE'
  const ids = rows.map(({ id }) => id)
  const stored = await readLeads(client, ownerId, ids, run.position)
  const byNumber = new Map(stored.map((lead) => [lead.rowNumber, lead]))
  const leads = stored.map((lead) => (moves ? { ...lead, keptId: lead.rowId } : lead))
  const settings = { dataType: 'PEOPLE', skipExistingCustomers: false, onMatch: null, matchBy: null } as const
  const where = { ownerId, listId, ...settings }
  const decision = await judgePage(client, { where, leads, affordable: Number.POSITIVE_INFINITY })
  const { newPeople, newCompanies, counts } = decision

  const sources = new Map(rows.map(({ id, source }) => [id, source]))
  const sourceOf = (row: { rowNumber: number }) => sources.get(byNumber.get(row.rowNumber)?.rowId ?? 0) ?? 'CSV'
  await assignIds(client, 'company_rows', newCompanies)
  for (const [source, companies] of bySource(newCompanies, sourceOf)) {
    await insertCompanies(client, { ownerId, listId, runId: run.id, source }, companies, false)
  }
  const copies = newCompanies.map(({ id, rowNumber }) => ({ id, from: byNumber.get(rowNumber)?.companyId ?? 0 }))
  await copyEnrichment(client, ownerId, copies)
  await updateCompanies(client, ownerId, decision.changedCompanies, decision.companyFields)

  if (moves) {
    const moved = new Set(newPeople.map(({ id }) => id))
    const merged = ids.filter((id) => !moved.has(id))
    await deletePairs(client, ownerId, fromListId, ids)
    await deletePeople(client, ownerId, fromListId, merged)
    await movePeople(client, ownerId, listId, newPeople)
    for (const person of decision.changedPeople) if (moved.has(person.id)) decision.changedPeople.delete(person)
  } else {
    await markCopied(client, ownerId, fromListId)
    await assignIds(client, 'list_rows', newPeople)
    for (const [source, people] of bySource(newPeople, sourceOf)) {
      await insertPeople(client, { ownerId, listId, runId: run.id, source }, people, () => undefined)
    }
  }
  await updatePeople(client, ownerId, decision.changedPeople)
  await insertPossibleDuplicates(client, { ownerId, listId }, decision.possibleDuplicates)
  await insertOutcomes(client, run, decision.outcomes, () => undefined)
  const landed = counts.imported
  return { ...counts, imported: 0, ...(moves ? { moved: landed } : { copied: landed }) }
}

function bySource<Row>(rows: readonly Row[], sourceOf: (row: Row) => RowSource): [RowSource, Row[]][] {
  const sources = [...new Set(rows.map(sourceOf))]
  return sources.map((source) => [source, rows.filter((row) => sourceOf(row) === source)])
}
