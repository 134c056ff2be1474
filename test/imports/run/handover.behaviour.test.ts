import { expect, it } from 'vitest'
import { transaction } from '../../../src/db/client.ts'
import { cancelRun } from '../../../src/imports/run/cancel.ts'
import { recoverRuns } from '../../../src/imports/run/lifecycle.ts'
import { enqueue } from '../../../src/jobs/enqueue.ts'
import { runScript } from '../../../torture/harness/run-script.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter } from '../../support/imports.ts'
import { creditsOf, finalCounts, isOver, people, readRun, startImport } from '../../support/runs.ts'
import { waitFor } from '../../support/wait-for.ts'

/** An app that accepts imports, without a worker to run them. */
async function queued() {
  const api = await startTestApp({ role: 'api' })
  const importer = await createImporter(api)
  const loseJob = (runId: string) =>
    api.pool.query(`DELETE FROM graphile_worker._private_jobs WHERE key = 'import ' || $1`, [runId])
  return { api, importer, loseJob }
}

it('resumes runs that have lost their jobs', async () => {
  const { api, importer, loseJob } = await queued()
  const { runId: waiting } = await startImport(importer, people(100))
  const { runId: running } = await startImport(importer, people(100, 'b.example'))
  await api.pool.query(`UPDATE import_runs SET status = 'RUNNING', claimed = true WHERE id = $1`, [running])
  for (const runId of [waiting, running]) expect((await loseJob(runId)).rowCount).toBe(1)
  await transaction(api.pool, (client) => enqueue(client, 'recover-imports', {}))
  const worker = await startTestApp({ role: 'worker', pageSize: 10, databaseUrl: api.config.databaseUrl })
  for (const runId of [waiting, running]) {
    await waitFor(async () => isOver(await readRun(importer, runId)))
    expect(await readRun(importer, runId)).toMatchObject({ status: 'COMPLETED', counts: finalCounts(100) })
  }
  await worker.stop()
})

it('does not enqueue a run that is over, has a job scheduled, or is claimed by a worker', async () => {
  const { api, importer, loseJob } = await queued()
  const run = async () => (await startImport(importer, people(10))).runId
  const [lost, dead, over, later, taken] = [await run(), await run(), await run(), await run(), await run()]
  const change = (runId: string, values: string) =>
    api.pool.query(`UPDATE graphile_worker._private_jobs SET ${values} WHERE key = 'import ' || $1`, [runId])
  await loseJob(lost)
  await change(dead, 'key = NULL, attempts = max_attempts')
  await loseJob(over)
  await cancelRun(api.pool, importer.userId, over)
  await change(later, `run_at = now() + interval '1 minute'`)
  await change(taken, `key = NULL, attempts = max_attempts, locked_at = now(), locked_by = 'somebody'`)
  expect(await recoverRuns(api.pool)).toEqual([lost, dead])
  expect(await recoverRuns(api.pool)).toEqual([])
})

it('ends a run in the transaction that writes its last page', async () => {
  const app = await startTestApp({ pageSize: 10 })
  const importer = await createImporter(app)
  await runScript(
    app.pool,
    `CREATE FUNCTION refuse_unended() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE is_unended boolean; BEGIN
       EXECUTE format('SELECT status = ''RUNNING'' AND cursor::int = total FROM %s WHERE id = $1', TG_RELID::regclass)
         INTO is_unended USING NEW.id;
       IF is_unended THEN
         RAISE 'All rows are committed, and the run is not over.';
       END IF;
       RETURN NULL;
     END $$;
     CREATE CONSTRAINT TRIGGER refuse_unended AFTER UPDATE ON import_runs DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW EXECUTE FUNCTION refuse_unended()`,
  )
  const { runId } = await startImport(importer, people(20))
  await waitFor(async () => isOver(await readRun(importer, runId)))
  expect(await readRun(importer, runId)).toMatchObject({ status: 'COMPLETED', page: 2, counts: finalCounts(20) })
})

it('ends a run that is resumed after all its rows were written', async () => {
  const { api, importer } = await queued()
  const { runId } = await startImport(importer, people(10))
  await api.pool.query(
    `UPDATE import_runs SET page = 1, cursor = '10', position = 10, merged = 10, status = 'RUNNING' WHERE id = $1`,
    [runId],
  )
  const worker = await startTestApp({ role: 'worker', pageSize: 10, databaseUrl: api.config.databaseUrl })
  await waitFor(async () => isOver(await readRun(importer, runId)))
  expect(await readRun(importer, runId)).toMatchObject({ status: 'COMPLETED', counts: { merged: 10, processed: 10 } })
  expect(await creditsOf(api.pool, importer.userId)).toEqual({ balance: 1_000, reserved: 0 })
  await worker.stop()
})
