import { expect, it } from 'vitest'
import { deleteOldOutcomes } from '../../../src/imports/outcomes/retention.sql.ts'
import { startTestApp } from '../../support/app.ts'
import { mutate } from '../../support/edits.ts'
import { createImporter, readImport } from '../../support/imports.ts'

it('the outcomes of runs that ended long ago are deleted, and their counts stay; by default none are', async () => {
  const app = await startTestApp()
  const ann = await createImporter(app)
  const [old, recent] = [await ann.importCsv('fullName\nAnn\nAnn'), await ann.importCsv('fullName\nBob\nBob')]
  await app.pool.query(`UPDATE import_runs SET finished_at = now() - interval '31 days' WHERE id = $1`, [old.runId])
  const outcomes = async (runId: string) => (await readImport(ann.query, runId)).outcomes.length

  await deleteOldOutcomes(app.pool, 0)
  await deleteOldOutcomes(app.pool, 32)
  expect([await outcomes(old.runId), await outcomes(recent.runId)]).toEqual([1, 1])

  await deleteOldOutcomes(app.pool, 30)
  expect([await outcomes(old.runId), await outcomes(recent.runId)]).toEqual([0, 1])
  expect((await readImport(ann.query, old.runId)).counts).toMatchObject({ imported: 1, merged: 1 })
})

it('an undo still keeps a row that a run merged into whose outcomes are deleted', async () => {
  const app = await startTestApp()
  const ann = await createImporter(app)
  const csv = 'fullName,email\nAnn,ann@x.example\nBob,bob@x.example\n'
  const { runId, listId } = await ann.importCsv(csv)
  const later = await ann.importCsv('fullName,email\nAnn,ann@x.example\n', { listId })
  expect(later.counts).toMatchObject({ merged: 1 })
  await app.pool.query(`UPDATE import_runs SET finished_at = now() - interval '31 days' WHERE id = $1`, [later.runId])
  await deleteOldOutcomes(app.pool, 30)
  const kept = 'removed kept { nodes { row { fullName } reason } }'
  expect(await mutate(ann, 'undoImport', { runId }, kept)).toMatchObject({
    removed: 1,
    kept: { nodes: [{ row: { fullName: 'Ann' }, reason: 'MERGED_INTO' }] },
  })
})
