import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { seeded } from '../../src/samples/random.ts'
import { giveUpMs } from '../harness/give-up.ts'
import { findViolations } from '../harness/invariants.ts'
import { runScript } from '../harness/run-script.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { createSteadyImporter, describeIncomplete, readRuns } from '../harness/steady-importer.ts'
import { RunHistory, transports, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 2_000
/** Milliseconds within which subscribers see the end of an import. */
const maxDelayMs = 2_000

const ofListeners =
  "FROM pg_stat_activity WHERE application_name = 'leadstream events' AND datname = current_database()"
const disconnectListeners = `SELECT pg_terminate_backend(pid) ${ofListeners}`
/** Terminates the listening connection as a run ends, so that its notification is lost. */
const disconnectAtCompletion = `
  CREATE FUNCTION lose_last_word() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pid) ${ofListeners}; RETURN NEW; END $$;
  CREATE TRIGGER lose_last_word AFTER UPDATE ON import_runs FOR EACH ROW
    WHEN (NEW.status = 'COMPLETED' AND OLD.status <> NEW.status) EXECUTE FUNCTION lose_last_word()`

/** The connection that carries events is terminated repeatedly, and at the end of each import. */
export const listen: Scenario<'kills'> = {
  name: 'listen',
  promise:
    'However often the connection that carries events is lost, subscribers see an import only move forward, and its final state within two seconds of the commit.',
  counts: { kills: { sample: 3, ci: 20, full: 50 } },
  run,
}

async function run({ environment, counts, timeFactor, seed, report }: Trial<'kills'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const { pool } = database
  await runScript(pool, disconnectAtCompletion)
  const server = await environment.startServer({ DATABASE_URL: database.url, IMPORT_PAGE_SIZE: String(pageSize) })
  const importer = await createSteadyImporter(database, { rows, seed })
  const caller = importer.at(server.url)
  const random = seeded(seed)
  const violations: string[] = []
  const delays: number[] = []
  let [kills, imports] = [0, 0]

  const open = (runId?: string) =>
    Promise.all(
      transports.map(async (transport) => {
        const history = new RunHistory()
        const watcher = await watch(caller, transport, history, runId)
        return {
          ...watcher,
          history,
          subscriber: `the ${transport} subscription to ${runId === undefined ? 'all runs' : 'it'}`,
        }
      }),
    )
  const ofAll = await open()
  for (; kills < counts.kills; imports++) {
    const runId = await importer.currentRun(server.url)
    const ofOne = await open(runId)
    kills += await killUntilOver(pool, runId, random)
    report(`${kills} kills in ${imports + 1} imports`)
    const { version, endedAt } = await readEnd(pool, runId)
    for (const { history, subscriber } of [...ofOne, ...ofAll]) {
      const seenAt = await seenSince(history, runId, version)
      if (seenAt === null) violations.push(`run ${runId}: ${subscriber} did not receive its end`)
      // Measured from the start of the transaction, so slightly longer than from its commit.
      else delays.push(seenAt - endedAt)
      if (seenAt !== null && seenAt - endedAt > maxDelayMs * timeFactor) {
        violations.push(
          `run ${runId}: ${subscriber} received its end ${seenAt - endedAt} ms after the transaction began`,
        )
      }
    }
    const ends = await Promise.race([
      Promise.all(ofOne.map(({ ended }) => ended)),
      delay(giveUpMs, undefined, { ref: false }),
    ])
    if (ends?.join() !== 'complete,complete') violations.push(`the streams of run ${runId} ended with ${ends}`)
    violations.push(...ofOne.flatMap(({ history }) => history.violations))
  }

  for (const { close } of ofAll) close()
  violations.push(...ofAll.flatMap(({ history }) => history.violations))
  violations.push(...describeIncomplete(await importer.settled()), ...(await findViolations(pool)))
  const code = await server.stop()
  if (code !== 0) violations.push(`the server exited with ${code}`)
  return { figures: { kills, imports, endsSeen: delays.length, latestMs: Math.max(...delays) }, violations }
}

/** Terminates the connection repeatedly until a run ends; returns how often. */
async function killUntilOver(pool: pg.Pool, runId: string, random: () => number): Promise<number> {
  for (let kills = 0; ; ) {
    kills += (await pool.query(disconnectListeners)).rowCount ?? 0
    if ((await readRuns(pool)).some(({ id, isOver }) => id === runId && isOver)) return kills
    await delay(random() * 80)
  }
}

async function readEnd(pool: pg.Pool, runId: string): Promise<{ version: number; endedAt: number }> {
  const { rows: found } = await pool.query<{ version: number; endedAt: number }>(
    `SELECT version, (extract(epoch FROM finished_at) * 1000)::float AS "endedAt" FROM import_runs WHERE id = $1`,
    [runId],
  )
  return found[0] ?? { version: 0, endedAt: 0 }
}

/** Returns when a version was received; null if it was not within the timeout. */
async function seenSince(history: RunHistory, runId: string, version: number): Promise<number | null> {
  for (const deadline = Date.now() + giveUpMs; Date.now() < deadline; await delay(10)) {
    const seen = history.last.get(runId)
    if (seen?.version === version) return seen.at
  }
  return null
}
