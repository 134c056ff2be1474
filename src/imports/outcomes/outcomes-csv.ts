import Papa from 'papaparse'
import type pg from 'pg'
import { transaction } from '../../db/client.ts'
import { guardFormula } from '../../uploads/formula.ts'
import { forceIndexScans } from '../verdicts/existing.sql.ts'
import { type OutcomeFilter, type OutcomeLine, selectOutcomesAfter } from './outcomes.sql.ts'

/** Which outcomes, and the columns of the file that they come from. */
export interface OutcomesOf extends OutcomeFilter {
  runId: string
  columns: readonly string[]
}

/** Without it, Excel takes UTF-8 for the encoding of the machine. */
const byteOrderMark = '\ufeff'

/**
 * A run's rows that were not imported, in the order of the file, as CSV of its columns, `verdict` and `reason`; safe to open
 * in a spreadsheet program. It comes in pieces and is read as it is asked for, so that its length costs nothing.
 */
export async function* outcomesCsv(pool: pg.Pool, { runId, columns, ...filter }: OutcomesOf): AsyncGenerator<string> {
  yield byteOrderMark + linesOf([[...columns, 'verdict', 'reason']])
  for (let row = 0; ; ) {
    const page = await readPage(pool, runId, row, filter)
    const last = page.at(-1)
    if (last === undefined) return
    yield linesOf(page.map((line) => recordOf(line, columns.length)))
    row = last.rowNumber
  }
}

/** On a table that was empty a moment ago, the planner would sort all that is left of the run for each page. */
function readPage(pool: pg.Pool, runId: string, afterRow: number, filter: OutcomeFilter) {
  return transaction(pool, async (client) => {
    await forceIndexScans(client)
    return await selectOutcomesAfter(client, runId, afterRow, filter)
  })
}

/** Surplus cells come last, so that verdict and reason stand under their names; a row of broken quotes is its first cell. */
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
