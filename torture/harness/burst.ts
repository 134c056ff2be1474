import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import * as z from 'zod'
import { createList } from '../../src/lists/create.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { readMemory } from './memory.ts'
import type { ServerProcess } from './server-process.ts'
import { ask, type Caller } from './start-import.ts'
import { doors, Notes, watch } from './watcher.ts'

/** Runs of one user, of which nothing but changes is known. */
export interface Burst {
  readonly caller: Caller
  readonly runIds: readonly string[]
  /** Changes them so many times in all, one by one and one again and again, while readers watch; then all come to their end. */
  play(changes: number): Promise<Played>
}

/** What came of a burst. */
interface Played {
  burstMs: number
  /** From the last change until each reader had seen the end of each run. */
  lastAfterMs: number
  slowestAnswerMs: number
  peakMb: number
  /** What the readers should not have been told, in words. */
  broken: string[]
}

/** Changes in one transaction. */
const batch = 500
const patience = 60_000

/** Makes a user with so many runs under way that no worker knows of. */
export async function createBurst(
  pool: pg.Pool,
  server: ServerProcess,
  { name, runs }: { name: string; runs: number },
): Promise<Burst> {
  const { id: userId } = await createUser(pool, { email: `${name}@example.com`, name, credits: 0 })
  const caller = { url: server.url, token: (await createToken(pool, userId)).token }
  const listId = await createList(pool, userId, name)
  const runIds = Array.from({ length: runs }, () => randomUUID())
  await pool.query(
    `INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, status, total, reserved,
       skip_existing_customers, mutation, started_at, warnings)
     SELECT id, $2, $3, $3, 'CSV', 'PEOPLE', 'RUNNING', 0, 0, false, 'torture', now(), ARRAY[repeat('Something to tell. ', 50)]
     FROM unnest($1::uuid[]) AS id`,
    [runIds, userId, listId],
  )
  await pool.query(changeFunction)
  return {
    caller,
    runIds,
    async play(changes) {
      const one = runIds[0] ?? ''
      const readers = doors.flatMap((door) => [
        { door, notes: new Notes(), runId: undefined },
        { door, notes: new Notes(), runId: one },
      ])
      const watchers = await Promise.all(readers.map(({ door, notes, runId }) => watch(caller, door, notes, runId)))
      const { result, ...measured } = await measuring(server, caller, async () => {
        const began = performance.now()
        for (let done = 0; done < changes; done += batch) {
          // By turns: each run once, and one run again and again.
          const among = (done / batch) % 2 === 0 ? runIds : [one]
          await pool.query(
            'SELECT change_run(($1::uuid[])[1 + at % $2::int]) FROM generate_series($3::int, $4::int - 1) AS at',
            [among, among.length, done, Math.min(done + batch, changes)],
          )
        }
        await pool.query(endAll, [runIds])
        const ended = performance.now()
        const seenBy = ({ notes, runId }: (typeof readers)[number]) =>
          (runId === undefined ? runIds : [runId]).every((id) => notes.last.get(id)?.status === 'COMPLETED')
        while (!readers.every(seenBy)) {
          if (performance.now() - ended > patience) break
          await delay(5)
        }
        return { burstMs: Math.round(ended - began), lastAfterMs: Math.round(performance.now() - ended) }
      })
      for (const watcher of watchers) watcher.close()
      return { ...result, ...measured, broken: readers.flatMap(({ notes }) => notes.broken) }
    },
  }
}

/** Asks the server something all the while, and looks at its memory. */
async function measuring<T>(server: ServerProcess, caller: Caller, work: () => Promise<T>) {
  let [isOver, slowestAnswerMs, peakMb] = [false, 0, 0]
  const watching = async () => {
    for (; !isOver; await delay(50)) {
      const asked = performance.now()
      await ask(caller, '{ viewer { id } }', z.object({ viewer: z.object({ id: z.string() }) }))
      slowestAnswerMs = Math.max(slowestAnswerMs, Math.round(performance.now() - asked))
      peakMb = Math.max(peakMb, await readMemory(server))
    }
  }
  const [result] = await Promise.all([
    work().finally(() => {
      isOver = true
    }),
    watching(),
  ])
  return { result, slowestAnswerMs, peakMb }
}

/** What a page does to its run as far as those see it who watch: another version, and word of it. */
const changeFunction = `
  CREATE OR REPLACE FUNCTION change_run(run uuid) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE new_version int;
  BEGIN
    UPDATE import_runs SET version = version + 1 WHERE id = run RETURNING version INTO new_version;
    PERFORM pg_notify('leadstream', json_build_object('channel', 'importRun',
      'message', json_build_object('runId', run, 'version', new_version))::text);
  END $$`

const endAll = `
  WITH ended AS (
    UPDATE import_runs SET version = version + 1, status = 'COMPLETED', finished_at = now() WHERE id = ANY($1::uuid[])
    RETURNING id, version)
  SELECT pg_notify('leadstream', json_build_object('channel', 'importRun',
    'message', json_build_object('runId', id, 'version', version))::text) FROM ended`
