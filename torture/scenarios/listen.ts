import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { seeded } from '../../src/samples/random.ts'
import { findBroken } from '../harness/invariants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { createSteadyImporter, incomplete, readRuns } from '../harness/steady-importer.ts'
import { doors, Notes, watch } from '../harness/watcher.ts'

const pageSize = 50
const rows = 2_000
/** How long to wait for what should have come long ago, in milliseconds. */
const patience = 30_000

const ofListeners =
  "FROM pg_stat_activity WHERE application_name = 'leadstream events' AND datname = current_database()"
const deafen = `SELECT pg_terminate_backend(pid) ${ofListeners}`
/** Whoever listens is gone when the end of a run is told, so nobody hears of it. */
const loseLastWord = `
  CREATE FUNCTION lose_last_word() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pid) ${ofListeners}; RETURN NEW; END $$;
  CREATE TRIGGER lose_last_word AFTER UPDATE ON import_runs FOR EACH ROW
    WHEN (NEW.status = 'COMPLETED' AND OLD.status <> NEW.status) EXECUTE FUNCTION lose_last_word()`

/** The connection that carries events dies again and again, and at the end of each import in any case. */
export const listen: Scenario<'kills' | 'withinMs'> = {
  name: 'listen',
  promise:
    'However often the connection that carries events dies, whoever watches an import sees it only go forward, and its final state within two seconds of the commit.',
  // A suite shares its machine with other work.
  counts: { kills: { sample: 3, ci: 20, full: 50 }, withinMs: { sample: 10_000, ci: 2_000, full: 2_000 } },
  run,
}

async function run({ world, counts, seed, say }: Trial<'kills' | 'withinMs'>): Promise<Outcome> {
  const database = await world.createDatabase()
  const { pool } = database
  await pool.query(loseLastWord)
  const server = await world.startServer({ DATABASE_URL: database.url, IMPORT_PAGE_SIZE: String(pageSize) })
  const importer = await createSteadyImporter(database, { rows, seed })
  const caller = importer.at(server.url)
  const random = seeded(seed)
  const broken: string[] = []
  const delays: number[] = []
  let [kills, imports] = [0, 0]

  const open = (runId?: string) =>
    Promise.all(
      doors.map(async (door) => {
        const notes = new Notes()
        const watcher = await watch(caller, door, notes, runId)
        return { ...watcher, notes, who: `the ${door} that watches ${runId === undefined ? 'everything' : 'it'}` }
      }),
    )
  const ofAll = await open()
  for (; kills < counts.kills; imports++) {
    const runId = await importer.underWay(server.url)
    const ofOne = await open(runId)
    kills += await killUntilOver(pool, runId, random)
    say(`${kills} kills in ${imports + 1} imports`)
    const { version, endedAt } = await readEnd(pool, runId)
    for (const { notes, who } of [...ofOne, ...ofAll]) {
      const seenAt = await seenSince(notes, runId, version)
      if (seenAt === null) broken.push(`run ${runId}: ${who} did not see its end`)
      // The transaction began before it committed: what counts is a little less than this.
      else delays.push(seenAt - endedAt)
      if (seenAt !== null && seenAt - endedAt > counts.withinMs) {
        broken.push(`run ${runId}: ${who} saw its end ${seenAt - endedAt} ms after it began to be written`)
      }
    }
    const ends = await Promise.race([Promise.all(ofOne.map(({ ended }) => ended)), delay(patience)])
    if (ends?.join() !== 'complete,complete') broken.push(`the streams of run ${runId} ended with ${ends}`)
    broken.push(...ofOne.flatMap(({ notes }) => notes.broken))
  }

  for (const { close } of ofAll) close()
  broken.push(...ofAll.flatMap(({ notes }) => notes.broken))
  broken.push(...incomplete(await importer.settled()), ...(await findBroken(pool)))
  const code = await server.stop()
  if (code !== 0) broken.push(`the server ended with ${code}`)
  return { figures: { kills, imports, endsSeen: delays.length, latestMs: Math.max(...delays) }, broken }
}

/** Ends the connection again and again until a run is over; how often. */
async function killUntilOver(pool: pg.Pool, runId: string, random: () => number): Promise<number> {
  for (let kills = 0; ; ) {
    kills += (await pool.query(deafen)).rowCount ?? 0
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

/** When a version was seen; null where it has not been for far too long. */
async function seenSince(notes: Notes, runId: string, version: number): Promise<number | null> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(10)) {
    const seen = notes.last.get(runId)
    if (seen?.version === version) return seen.at
  }
  return null
}
