import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { lockOwner, transaction } from '../../../src/db/client.ts'
import { findUndoable } from '../../../src/imports/undo/undo.sql.ts'
import { undoNext } from '../../../src/imports/undo/undo-import.ts'
import { undoPage } from '../../../src/imports/undo/undo-page.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { createFilledList } from '../../support/leads.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

const app = await startTestApp()
await skipEnrichment(app)
for (const table of ['list_rows', 'company_rows']) {
  await app.pool.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`)
}
const added = 100
const pageSize = 40

/** Returns how many entries of the rows' indexes the session has read and not reported yet. */
async function readSoFar(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ entries: number }>(
    `SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid))::int AS entries FROM pg_index
     WHERE indrelid IN ('list_rows'::regclass, 'company_rows'::regclass)`,
  )
  return rows[0]?.entries ?? 0
}

describe('an undo reads each row of its run a few times', () => {
  it.each(['without statistics', 'with statistics'])('%s', async (statistics) => {
    const importer = await createImporter(app)
    const people = Array.from({ length: added }, (_, at) => `Person ${at},p${at}@firm${at}.example,firm${at}.example`)
    const { runId } = await importer.importCsv(['fullName,email,companyDomain', ...people].join('\n'))
    await createFilledList(app, importer.userId, `Later ${statistics}`, added * 20)
    if (statistics === 'with statistics') await app.pool.query('ANALYZE list_rows, company_rows')
    const entries = await transaction(app.pool, async (client) => {
      await lockOwner(client, importer.userId)
      const run = await findUndoable(client, { ownerId: importer.userId, id: runId }, 'FOR UPDATE')
      if (run === null) throw new Error('The run has vanished.')
      const before = await readSoFar(client)
      let isOver = await undoPage(client, run, { refunds: true, table: 'list_rows', after: 0 }, pageSize)
      while (!isOver) isOver = await undoNext(client, run, pageSize)
      return (await readSoFar(client)) - before
    })
    const run = await app.prisma.importRun.findFirstOrThrow({ where: { id: runId } })
    expect(run).toMatchObject({ removed: added, companiesRemoved: added, refunded: added, undoneAt: expect.any(Date) })
    expect(entries).toBeLessThan(added * 12)
  })
})
