import type pg from 'pg'
import { refundCredits } from '../../credits/ledger.ts'
import { notify } from '../../events/notify.ts'
import { removeRows } from '../edit/remove-rows.ts'
import { forceKeyLookups } from '../verdicts/existing.sql.ts'
import {
  advanceUndo,
  findEnds,
  findMergingRuns,
  insertKept,
  type Judged,
  judgeRows,
  type UndoableRun,
  type UndoProgress,
  type UndoState,
} from './undo.sql.ts'

/** What becomes of a page of a run's rows. */
export interface JudgedPage {
  table: UndoState['table']
  rows: Judged[]
  /** Where the next page begins; null after the last. */
  next: UndoState | null
}

const leadTables = { PEOPLE: 'list_rows', COMPANIES: 'company_rows' } as const

/** Reads the next page of an undo, and what becomes of its rows. */
export async function judgePage(
  client: pg.ClientBase,
  run: UndoableRun,
  state: UndoState,
  limit: number,
): Promise<JudgedPage> {
  await forceKeyLookups(client)
  const { table } = state
  const rest = await restOf(client, run, state)
  const rows =
    rest === null
      ? []
      : await judgeRows(client, run, { ...rest, table, mergedBy: await findMergingRuns(client, run), limit })
  const last = rows.at(-1)
  if (rest !== null && last !== undefined && rows.length === limit) {
    return { table, rows, next: { ...state, after: last.id, last: rest.last } }
  }
  return {
    table,
    rows,
    next: table === 'list_rows' ? { refunds: state.refunds, table: 'company_rows', after: 0 } : null,
  }
}

/** Returns between which numbers the rows are that an undo has still to look at; null if there are none. */
async function restOf(
  client: pg.ClientBase,
  run: UndoableRun,
  { table, after, last }: UndoState,
): Promise<{ after: number; last: number } | null> {
  if (last !== undefined) return { after, last }
  const ends = await findEnds(client, run, table)
  return ends === null ? null : { after: Math.max(after, ends.first - 1), last: ends.last }
}

/** Returns the credits to refund for a page: one for each removed lead that is refundable, if the run is. */
export function refundOf({ dataType }: UndoableRun, { refunds }: UndoState, { table, rows }: JudgedPage): number {
  const isOfLeads = table === leadTables[dataType]
  return refunds && isOfLeads ? rows.filter(({ keptFor, isRefundable }) => keptFor === null && isRefundable).length : 0
}

/**
 * Undoes the next page of a run, which the caller's transaction has locked after the owner; returns whether it was the last one.
 * Rows, credits, progress and event commit together or not at all.
 */
export async function undoPage(
  client: pg.ClientBase,
  run: UndoableRun,
  state: UndoState,
  limit: number,
): Promise<boolean> {
  const progress = run.listId === null ? endOf(state) : await removePage(client, run, state, limit)
  const version = await advanceUndo(client, run, progress)
  await refundCredits(client, run.ownerId, { runId: run.id, page: run.undoPage, quantity: progress.refunded })
  await notify(client, 'importRun', { runId: run.id, version })
  return progress.isOver
}

/** With its list, all rows of the run are gone. */
function endOf(state: UndoState): UndoProgress {
  return { state, removed: 0, companiesRemoved: 0, refunded: 0, isOver: true }
}

async function removePage(
  client: pg.ClientBase,
  run: UndoableRun,
  state: UndoState,
  limit: number,
): Promise<UndoProgress> {
  const { ownerId, listId } = run
  const page = await judgePage(client, run, state, limit)
  const { table, rows, next } = page
  const ids = rows.flatMap(({ id, keptFor }) => (keptFor === null ? id : []))
  await insertKept(
    client,
    run,
    table,
    rows.filter(({ keptFor }) => keptFor !== null),
  )
  const progress = { state: next ?? state, refunded: refundOf(run, state, page), isOver: next === null }
  if (listId === null || ids.length === 0) return { ...progress, removed: 0, companiesRemoved: 0 }
  const removed = await removeRows(client, ownerId, { table, listId }, ids)
  const isOfLeads = table === leadTables[run.dataType]
  return { ...progress, removed: isOfLeads ? removed : 0, companiesRemoved: isOfLeads ? 0 : removed }
}
