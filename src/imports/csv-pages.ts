import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import type { Queryable } from '../db/queryable.ts'
import { stagedRecords } from '../uploads/chunks.ts'
import { UploadNotFoundError } from '../uploads/errors.ts'
import { type Lead, planColumns, readLead } from './leads/mapping.ts'
import type { LeadPage } from './run/lead-page.ts'
import type { ActiveRun } from './run/runs.sql.ts'

/** Rows that are read before yielding to the event loop: a few milliseconds of work. */
const yieldEvery = 250

/** Yields the pages of a staged file after `cursor`, the number of the last row read. The last page is marked, and empty if no row follows. */
export async function* csvPages(
  database: Queryable,
  run: Pick<ActiveRun, 'ownerId' | 'dataType' | 'personMapping' | 'companyMapping' | 'uploadId' | 'columns'>,
  pageSize: number,
  cursor: string | null,
): AsyncGenerator<LeadPage, void, undefined> {
  const { ownerId, uploadId, columns } = run
  if (uploadId === null || columns === null) throw new UploadNotFoundError()
  const plan = planColumns(columns, run.dataType, { person: run.personMapping, company: run.companyMapping })
  let rowNumber = Number(cursor ?? 0)
  let leads: Lead[] = []
  for await (const records of stagedRecords(database, { ownerId, id: uploadId }, rowNumber)) {
    for (const record of records) {
      // Only the next row shows that a full page is not the last.
      if (leads.length === pageSize) {
        yield { leads, cursor: String(rowNumber) }
        leads = []
      }
      leads.push(readLead(record, ++rowNumber, plan))
      if (rowNumber % yieldEvery === 0) await yieldToEventLoop()
    }
  }
  yield { leads, cursor: String(rowNumber), isLast: true }
}
