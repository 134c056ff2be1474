import Papa from 'papaparse'
import type pg from 'pg'
import { transaction } from '../../db/client.ts'
import { guardFormula } from '../../uploads/formula.ts'
import { forceIndexScans } from '../verdicts/existing.sql.ts'
import { type OutcomeFilter, type OutcomeLine, selectOutcomesAfter } from './outcomes.sql.ts'

/** The outcomes to export, and the columns of the file that they come from. */
export interface OutcomesOf extends OutcomeFilter {
  ownerId: number
  runId: string
  columns: readonly string[]
}

/** Without it, Excel reads UTF-8 as the local encoding. */
const byteOrderMark = '\ufeff'

/**
 * Yields the rows of a run that were not imported, in file order, as CSV: the columns of the file, `verdict` and `reason`. Cells
 * are safe to open in a spreadsheet program. Rows are read page by page as the consumer needs them, so memory stays constant.
 */
export async function* outcomesCsv(
  pool: pg.Pool,
  { ownerId, runId, columns, ...filter }: OutcomesOf,
): AsyncGenerator<string> {
  yield byteOrderMark + linesOf([[...columns, 'verdict', 'reason']])
  for (let row = 0; ; ) {
    const page = await readPage(pool, { ownerId, runId }, row, filter)
    const last = page.at(-1)
    if (last === undefined) return
    yield linesOf(page.map((line) => recordOf(line, columns.length)))
    row = last.rowNumber
  }
}

/** Forces index scans: on a table that was empty a moment ago, the planner would sort all remaining rows for each page. */
function readPage(pool: pg.Pool, run: Pick<OutcomesOf, 'ownerId' | 'runId'>, afterRow: number, filter: OutcomeFilter) {
  return transaction(pool, async (client) => {
    await forceIndexScans(client)
    return await selectOutcomesAfter(client, run, afterRow, filter)
  })
}

/** Puts surplus cells last, so that verdict and reason stay in their columns; a row with broken quotes is one cell. */
function recordOf({ cells, verdict, reason }: OutcomeLine, width: number): string[] {
  const padding = Array.from({ length: Math.max(0, width - cells.length) }, () => '')
  return [...cells.slice(0, width), ...padding, verdict, reason, ...cells.slice(width)]
}

function linesOf(records: string[][]): string {
  return `${Papa.unparse(
    records.map((cells) => cells.map(guardFormula)),
    { newline: '\r\n' },
  )}\r\n`
}
